"""An unsent act is read strictly: nothing but what its author signed is ever shown to who is to confirm it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from activities.command_keys import PrivateKey
from proof.acts import instant_text, parse_act
from proof.strict_json import canonical
from service.asking import Asked, act_of
from service.confirming import UnsentAct, read_unsent
from tests.domain.world import POST
from wiring.errors import BadRequest

KEY, OTHER = PrivateKey.generate(), PrivateKey.generate()
FILE = Path("ratih.json")
GRANT = {"role": "proposer", "agency": "kota-surakarta", "post": POST}


def unsent(**changed: Any) -> UnsentAct:
    """What an administrator asks, signed with their key after these members of the act were changed; None: left out."""
    asked = Asked(uuid4(), "person/ratih", "grant_role", GRANT, "dewi", "Surat tugas.")
    act = json.loads(act_of(asked, "0" * 64, signed_at=datetime.now(UTC), seen=None))
    text = canonical({name: value for name, value in (act | changed).items() if value is not None})
    return UnsentAct(parse_act(text), KEY.signs("dewi", text))


def content(**changed: Any) -> dict[str, Any]:
    """The same as the file has it."""
    value: dict[str, Any] = json.loads(unsent(**changed).content())
    return value


def refused(text: str) -> BadRequest:
    """Why it isn't taken."""
    with pytest.raises(BadRequest) as raised:
        read_unsent(text, FILE)
    assert raised.value.facts["file"] == FILE
    return raised.value


def test_what_was_written_is_read_as_it_was() -> None:
    written = unsent()
    assert read_unsent(written.content().decode(), FILE) == written


def late() -> str:
    """Later than an act that is signed now may count."""
    return instant_text(datetime.now(UTC) + timedelta(hours=25))


NO_ACT: dict[str, Callable[[], Any]] = {
    "no object": list,
    "nothing in it": dict,
    "no signature": lambda: content() | {"signatures": []},
    "something besides": lambda: content() | {"more": 1},
    "no signatures": lambda: {"act": content()["act"]},
    "an act that is an object": lambda: content() | {"act": json.loads(content()["act"])},
    "an act that isn't canonical": lambda: content() | {"act": content()["act"].replace(":", ": ", 1)},
    "a signature with something besides": lambda: content() | {"signatures": [content()["signatures"][0] | {"at": 1}]},
    "a signature that is none": lambda: content() | {"signatures": [content()["signatures"][0] | {"signature": "x"}]},
    "nothing said of when it was signed": lambda: content(signed_at=None, expires=None),
    "one that counts for too long": lambda: content(expires=late()),
    "nothing said of what was seen": lambda: content(seen=None),
    "one that somebody else signed": lambda: content(actor="made"),
    "what can't be recorded": lambda: content(stream="person/\x00"),
}


@pytest.mark.parametrize("case", NO_ACT)
def test_what_is_no_unsent_act_in_its_one_form_is_not_taken(case: str) -> None:
    assert refused(json.dumps(NO_ACT[case]())).code == "no_unsent_act"


@pytest.mark.parametrize("text", ["", "x", "[" * 100_000, '{"act": "1", "act": "2", "signatures": []}', "NaN"])
def test_what_is_no_json_that_everybody_reads_alike_is_not_taken(text: str) -> None:
    assert refused(text).code == "no_unsent_act"


def test_an_act_that_was_changed_after_it_was_signed_is_not_taken_and_its_author_is_named() -> None:
    changed = content()
    changed["act"] = changed["act"].replace("proposer", "operator")
    error = refused(json.dumps(changed))
    assert (error.code, error.facts["person"]) == ("act_changed", "dewi")
    [own] = content()["signatures"]
    assert refused(json.dumps(content() | {"signatures": [own]})).code == "act_changed"  # of another act of theirs
    assert refused(json.dumps(content() | {"signatures": [own | {"key": OTHER.key}]})).code == "act_changed"


def test_an_act_that_somebody_confirmed_already_is_not_taken() -> None:
    written = unsent()
    value = json.loads(written.content())
    value["signatures"].append(OTHER.signs("made", written.act.text).model_dump())
    error = refused(json.dumps(value))
    assert (error.code, error.facts["person"]) == ("confirmed_already", "made")
