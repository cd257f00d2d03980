"""Every error of ours says what went wrong and what to do, in both languages, with facts that every place gives."""

import ast
import errno
import importlib
import pkgutil
import socket
from collections.abc import Iterator
from functools import cache

import asyncpg
import pytest

from domain.codec import UnreadableEvent
from proof.errors import JejakError, NoteRefused, Unproved
from tests.texts.sources import ROOMS, calls, keywords
from tests.texts.written import facts_of, under, written
from texts import LANGUAGES, Lang
from texts.errors import advised, cause_of, said

SHOWN_BY_REFUSALS = {"Refused", "EditionInvalid", "TableError", "PeriodOverflow"}
"""These become refusals and problems before anybody sees them."""


@cache
def classes() -> dict[str, type[JejakError]]:
    """Every error class of ours, by its name."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found = [JejakError]
    for each in found:
        found += each.__subclasses__()
    return {each.__name__: each for each in found if each.__module__.split(".")[0] in ROOMS}


def raised() -> Iterator[tuple[type[JejakError], str, str | None, set[str]]]:
    """Each place that makes an error: its class and code, the reason, and the facts that it gives."""
    for room in ROOMS:
        for name, call, _ in calls(room):
            cls = classes().get(name)
            if cls is None or name in SHOWN_BY_REFUSALS or issubclass(cls, Unproved):
                continue
            own = _own_facts(cls)
            for code in [cls.code] if hasattr(cls, "code") else _texts(call.args[0]):
                reasons: list[str | None] = [*_texts(own[1]), *_texts(_argument(call, "reason"))]
                if cls is UnreadableEvent:
                    reasons = [*_texts(call.args[2])]
                for reason in reasons or [None]:
                    yield cls, code, reason, keywords(call) | own[0]


def _own_facts(cls: type[JejakError]) -> tuple[set[str], ast.expr | None]:
    """The facts and the reason that a class gives by itself, to `super().__init__`."""
    for room in ROOMS:
        for name, call, within in calls(room):
            if name == "__init__" and within == cls.__name__:
                return keywords(call), _argument(call, "reason")
    return set(), None


def _argument(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def _texts(value: ast.expr | None) -> list[str]:
    nodes = ast.walk(value) if value is not None else ()
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_each_place_that_makes_an_error_has_a_sentence_with_facts_that_it_gives() -> None:
    places = list(raised())
    assert len(places) > 80
    for cls, code, reason, given in places:
        own = f"error.{code}.{reason}" if f"error.{code}.{reason}" in written("en") else f"error.{code}"
        assert facts_of(own) <= given, f"{cls.__name__} {code} {reason}"
        hint = f"{own}.hint" if f"{own}.hint" in written("en") else f"error.{code}.hint"
        assert facts_of(hint) <= given, f"{cls.__name__} {code} {reason}"
        on_page = f"error.{code}.hint.page"
        assert on_page not in written("en") or facts_of(on_page) <= given, f"{cls.__name__} {code} {reason}"


def test_whatever_is_not_proved_has_a_sentence_around_its_reason() -> None:
    for cls in classes().values():
        if issubclass(cls, Unproved) and hasattr(cls, "code"):
            assert facts_of(f"error.{cls.code}") <= {"cause", "step", "option"}
            assert f"error.{cls.code}.hint" in written("en")


def test_no_sentence_is_left_for_an_error_that_nothing_makes() -> None:
    used = {"at_line", "at_line_and_path", "unreadable_event.place"}
    unproved = {cls.code for cls in classes().values() if issubclass(cls, Unproved) and hasattr(cls, "code")}
    for code, reason in {(code, reason) for _, code, reason, _ in raised()} | {(code, None) for code in unproved}:
        used |= {code, f"{code}.{reason}", f"{code}.hint", f"{code}.{reason}.hint", f"{code}.hint.page"}
    assert under("error") <= used


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cause_is_named_by_its_own_code_and_never_in_its_own_words(lang: Lang) -> None:
    causes: list[tuple[BaseException, dict[Lang, str]]] = [
        (OSError(errno.ENOSPC, "No space left"), {"id": "cakram penuh", "en": "no space is left on the disk"}),
        (OSError(errno.ENOTTY, "Inappropriate"), {"id": "kesalahan sistem operasi 25", "en": "error 25"}),
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            {"id": "nama mesinnya tidak dikenal", "en": "the host's name is unknown"},
        ),
        (asyncpg.InvalidPasswordError("no"), {"id": "kata sandinya salah", "en": "the password is wrong"}),
        (asyncpg.DeadlockDetectedError("no"), {"id": "kode SQLSTATE 40P01", "en": "SQLSTATE 40P01"}),
        (
            NoteRefused("not_signed"),
            {"id": "tidak ada kunci tepercaya yang menandatanganinya", "en": "no trusted key signed the note"},
        ),
        (ZeroDivisionError("by zero"), {"id": "kesalahan ZeroDivisionError", "en": "error ZeroDivisionError"}),
    ]
    for error, expected in causes:
        assert cause_of(error, lang).startswith(expected[lang])


def test_an_error_within_an_error_is_part_of_its_sentence() -> None:
    error = JejakError("proof_failed", cause=NoteRefused("note_refused", cause=NoteRefused("not_signed")))
    assert cause_of(NoteRefused("newest_outside", cause=NoteRefused("not_signed")), "en") == (
        "the newest checkpoint outside isn't what was signed: no trusted key signed the note"
    )
    assert said(JejakError("log_broken", reason="closing_unreadable", cause=NoteRefused("not_signed")), "id") == (
        "Penutupan buku terbaru tidak dapat dibaca: tidak ada kunci tepercaya yang menandatanganinya."
    )
    assert advised(error, "en")
