"""A fast copy is the same as a slow one."""

import dataclasses
from dataclasses import FrozenInstanceError

import pytest

from domain.changing import replace
from domain.innovation.state import Innovation
from domain.vocabulary import Stage


def test_a_copy_has_the_changes_and_all_else_as_it_was() -> None:
    state = Innovation("x", version=3, agency="kota-surakarta")
    copy = replace(state, version=4, stage=Stage.PILOT)
    assert copy == dataclasses.replace(state, version=4, stage=Stage.PILOT)
    assert (state.version, state.stage) == (3, None)
    assert hash(copy.id) == hash(state.id)
    assert dataclasses.fields(copy) == dataclasses.fields(state)
    assert replace(state) == state
    assert replace(state) is not state


def test_a_copy_is_as_frozen_as_its_original() -> None:
    copy = replace(Innovation("x"), version=1)
    with pytest.raises(FrozenInstanceError):
        copy.version = 2  # type: ignore[misc]


def test_a_field_that_is_not_there_is_an_error() -> None:
    with pytest.raises(TypeError, match="Innovation has no field verzion"):
        replace(Innovation("x"), verzion=1)  # type: ignore[call-arg]
