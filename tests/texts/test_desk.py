"""What desks say is said somewhere."""

import re

from console.pages.claiming import SAID
from tests.texts.sources import ROOT, literals
from tests.texts.written import under

TEMPLATES = "".join(path.read_text() for path in sorted((ROOT / "console" / "templates").rglob("*.jinja")))


def test_nothing_is_written_that_no_desk_says() -> None:
    said = set(re.findall(r'"desk\.([a-z_.]+)"', TEMPLATES)) | {
        each.removeprefix("desk.") for each in literals() if each.startswith("desk.")
    }
    said |= {f"{code.removeprefix('desk.')}.hint" for code in SAID.values()}
    assert under("desk") == said
