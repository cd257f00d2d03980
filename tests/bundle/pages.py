"""A trail as whoever looks at it gets it: by its tags, by its text in each language, and by its style."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "input", "meta"}
ACTIVE = {"a", "script", "link", "img", "iframe", "object", "embed", "base", "form"}
"""What would load something, run something or lead away."""


@dataclass
class Tag:
    """An element with what is in it: elements and texts, in their order."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: list["Tag | str"] = field(default_factory=list)

    def all(self, *names: str) -> list["Tag"]:
        """Every element of these names in it, in the page's order; without a name every element."""
        found = []
        for each in self.inside:
            if isinstance(each, Tag):
                found += [each] if not names or each.name in names else []
                found += each.all(*names)
        return found

    def text(self, lang: str | None = None) -> str:
        """Its text as one line, in one language or both; what a person wrote belongs to both."""
        return " ".join(self._text(lang).split())

    def _text(self, lang: str | None) -> str:
        if self.name == "style" or (lang and self.attributes.get("class") in {"id", "en"} - {lang}):
            return ""
        inside = "".join(each if isinstance(each, str) else each._text(lang) for each in self.inside)
        return inside if self.name in ("span", "code", "bdi") else f" {inside} "


class Page(HTMLParser):
    """A page as a browser reads it. Fails on what isn't closed."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.root = Tag("page")
        self._open = [self.root]
        self.feed(html.decode())
        assert self._open == [self.root], [each.name for each in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Tag(tag, dict(attrs))
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def all(self, *names: str) -> list[Tag]:
        """Every element of these names."""
        return self.root.all(*names)

    def text(self, lang: str | None = None) -> str:
        """All that the page says."""
        return self.root.text(lang)

    def section(self, name: str) -> Tag:
        """The section under the heading of that id."""
        [found] = [each for each in self.all("section") if each.attributes["aria-labelledby"] == name]
        return found

    @property
    def style(self) -> str:
        """The text of the only style."""
        [style] = self.all("style")
        [text] = style.inside
        assert isinstance(text, str)
        return text


def rules(style: str, media: str | None = None) -> dict[str, dict[str, str]]:
    """The declarations by selector that hold everywhere, or only under a media query."""
    blocks = dict(re.findall(r"@media ([^{]+) {\n(.*?)\n}", style, flags=re.DOTALL))
    text = re.sub(r"@media [^{]+ {\n.*?\n}", "", style, flags=re.DOTALL) if media is None else blocks[media]
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+){([^{}]*)}", text):
        declared = dict(re.findall(r"([\w-]+):\s*([^;]+);", body))
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(declared)
    return found
