"""Enrolments: the files by which people give administrators their public key."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from wiring.errors import BadRequest

if TYPE_CHECKING:
    from domain.keys import Founder
    from service.identities import Enrolment


def read_enrolment(file: Path, person: str | None = None) -> "Enrolment":
    """The enrolment in a file, as `identity new` writes it; of that person, if one is named.

    Raises:
        BadRequest: it can't be read, isn't one, or is somebody else's.
    """
    from service.identities import Enrolment

    try:
        content = file.read_text(encoding="utf-8")
        if "PRIVATE KEY" in content:
            raise BadRequest("private_enrolment", file=file)
        value = json.loads(content)
        found = Enrolment(**value)
        valid = all(isinstance(each, str) for each in (found.person, found.key))
        valid = valid and isinstance(found.possession, str | dict)
    except OSError as error:
        raise BadRequest("unreadable_file", file=file, cause=error) from None
    except (ValueError, TypeError):
        valid = False
    if not valid:
        raise BadRequest("no_enrolment", file=file)
    if person is not None and found.person != person:
        raise BadRequest("other_enrolment", file=file, person=found.person, expected=person)
    return found


def founder(file: Path, agency: str) -> "Founder":
    """One of the administrators that a ledger begins with, by their enrolment. Raises as `read_enrolment`."""
    from domain.keys import Founder
    from domain.model import is_key

    if not is_key(agency):
        raise BadRequest("bad_agency", given=agency)
    found = read_enrolment(file)
    try:
        return Founder.model_validate(
            {"person": found.person, "agency": agency, "key": found.key, "possession": found.possession}
        )
    except ValueError:
        raise BadRequest("no_enrolment", file=file) from None
