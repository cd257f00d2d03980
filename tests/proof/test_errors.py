"""What every error of ours keeps."""

import pickle

from proof.errors import JejakError


class TooOld(JejakError):
    """An error with a code of its own, made from something else than its facts."""

    code = "too_old"

    def __init__(self, release: int) -> None:
        super().__init__(release=release)


def test_an_error_says_its_code_and_facts_in_a_log() -> None:
    assert str(TooOld(3)) == "too_old release=3"
    assert str(JejakError("no_such_thing", thing="a b")) == "no_such_thing thing='a b'"


def test_an_error_crosses_to_another_process_whole() -> None:
    there = pickle.loads(pickle.dumps(TooOld(3)))  # noqa: S301
    assert (type(there), there.code, there.facts) == (TooOld, "too_old", {"release": 3})
    there = pickle.loads(pickle.dumps(JejakError("no_such_thing", thing="a b")))  # noqa: S301
    assert (type(there), str(there)) == (JejakError, "no_such_thing thing='a b'")
