"""Every page of Markdown is wrapped, and names only headings and files that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/*.md")])
WIDTH = 100
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ROOMS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
NAMED = re.compile(r"`((?:\w+/)+(?:[\w*-]+(?:\.\w+)+)?)`")
"""A folder or file in backticks, by its path from the root."""

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """The lines of a page outside of code, by their numbers."""
    in_code = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif not in_code:
            yield number, line


def anchors(page: Path) -> set[str]:
    """What a link may name after `#`, made of headings as GitHub makes it."""
    headings = (line.lstrip("#").strip() for _, line in prose(page) if re.match(r"#+ ", line))
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@each_page
def test_prose_is_wrapped(page: Path) -> None:
    long = [
        f"line {number}: {len(line)} columns"
        for number, line in prose(page)
        if len(line) > WIDTH and not line.startswith("|") and not LINK.search(line) and " " in line.strip()
    ]
    assert not long


@each_page
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    broken = []
    for _, line in prose(page):
        for target in LINK.findall(line):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            named = (page.parent / file).resolve() if file else page
            if not named.exists() or (anchor and anchor not in anchors(named)):
                broken.append(target)
    assert not broken


@each_page
def test_every_folder_and_file_that_is_named_exists(page: Path) -> None:
    named = {name for _, line in prose(page) for name in NAMED.findall(line) if name.split("/")[0] in ROOMS}
    assert not [name for name in sorted(named) if not any(ROOT.glob(name.rstrip("/")))]
