"""What the guides quote is what the pages say, and each picture that they show is one that is taken."""

import re
from pathlib import Path

import pytest

from tests.console.pictures import PICTURES
from tests.console.test_pictures import files

GUIDES = sorted((Path(__file__).parents[2] / "docs" / "panduan").glob("*.md"))
CATALOGUES = Path(__file__).parents[2] / "texts" / "locale" / "id" / "LC_MESSAGES"
QUOTED = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
SHOWN = re.compile(r"!\[[^\]]+\]\(\.\./halaman/([^)]+)\)")
EXPLAINED = {"tebal"}
"""What says itself what bold means."""

each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)


def said() -> set[str]:
    """Every text of the Indonesian catalogues."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in CATALOGUES.glob("*.po"))
    return {"".join(re.findall(r'"(.*)"', each)) for each in re.findall(r'^msgstr ((?:".*"\n?)+)', text, re.MULTILINE)}


@each_guide
def test_what_a_guide_quotes_is_what_the_pages_say(guide: Path) -> None:
    quoted = {" ".join(each.split()) for each in QUOTED.findall(guide.read_text(encoding="utf-8"))}
    assert quoted - said() - EXPLAINED == set()


@each_guide
def test_a_guide_shows_pictures_that_are_taken(guide: Path) -> None:
    shown = set(SHOWN.findall(guide.read_text(encoding="utf-8")))
    assert shown <= {name for each in PICTURES for name in files(each)}
    assert shown or guide.name == "README.en.md"
