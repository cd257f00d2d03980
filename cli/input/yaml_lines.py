"""YAML (and so JSON) read with the line of everything in it, and every scalar as the text that stands there.

Text, because `33.72` is a region and no number: what a value means is for the command's own form to say. A plain
`null`, `~` or nothing is None.
"""

from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from domain.model import problem

Path = tuple[str | int, ...]


Located = dict[str, Any]
"""A `Problem` with its `line` in a file, from 1, and as `detail` what a library says of it."""

SYNTAX = {
    ("ScannerError", None, ":"): "colon_misplaced",
    ("ScannerError", "while scanning a simple key", ""): "colon_missing",
    ("ScannerError", "while scanning for the next token", "\t"): "tab",
    ("ScannerError", "while scanning for the next token", ""): "token",
    ("ScannerError", "while scanning a quoted scalar", ""): "quote_unclosed",
    ("ScannerError", "while scanning a double-quoted scalar", ""): "escape",
    ("ParserError", "while parsing a flow sequence", ""): "list_unclosed",
    ("ParserError", "while parsing a flow mapping", ""): "mapping_unclosed",
    ("ParserError", "while parsing a block mapping", ""): "indentation",
    ("ParserError", "while parsing a block collection", ""): "indentation",
    ("ParserError", None, ""): "indentation",
    ("ComposerError", None, ""): "unknown_alias",
    ("ComposerError", "expected a single document in the stream", ""): "several_documents",
}
"""The reader's kinds of error, by what it was doing and at which character, as our codes; any other is `yaml`."""

NULLS = ("", "~", "null", "Null", "NULL")
MOST_VALUES = 100_000
"""A file whose aliases unfold to more than this is no proposal."""


@dataclass(slots=True)
class Document:
    """A file's content, the line of each value and key by its path, and what is wrong with it as YAML."""

    content: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Located] = field(default_factory=list)

    def note(self, line: int, path: Path, code: str, /, **facts: object) -> None:
        """Notes a problem."""
        self.problems.append({**problem(dotted(path), code, **facts), "line": line})

    def under(self, key: str) -> "Document":
        """What stands under a key of the file, as a document of its own."""
        lines = {path[1:]: line for path, line in self.lines.items() if path[:1] == (key,)}
        return Document(self.content[key], lines, self.problems)

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Document:
    """Read a file's text; what is wrong with it stands in the document, all of it that can be seen at once."""
    document = Document()
    try:
        # The pure-Python parser: only its marks are exact.
        yaml = YAML(typ="safe", pure=True)
        yaml.composer.warn_double_anchors = False  # an anchor may be given anew
        root = yaml.compose(StringIO(text))
    except MarkedYAMLError as error:
        document.problems.append(_syntax(error, text))
        return document
    except ReaderError as error:
        document.note(text.count("\n", 0, error.position) + 1, (), "control_character")
        return document
    except YAMLError as error:
        document.note(1, (), "yaml", detail=error)
        return document
    except RecursionError:
        document.note(1, (), "endless")
        return document
    if root is None:
        document.note(1, (), "empty_file")
        return document
    document.content = _Reading(document).value(root, (), ())
    return document


def dotted(path: Path) -> str:
    """How a place in a file is written: `pilots.0.region`, counted from 0 as in JSON."""
    return ".".join(map(str, path))


def _syntax(error: MarkedYAMLError, text: str) -> Located:
    """What is wrong with the YAML itself: the reader says by its kind of error, and what it was doing."""
    mark = error.problem_mark or error.context_mark
    char = text[mark.index : mark.index + 1] if mark else ""
    code = SYNTAX.get((type(error).__name__, error.context, char)) or SYNTAX.get(
        (type(error).__name__, error.context, ""), "yaml"
    )
    found: Located = {**problem("", code, char=char), "line": mark.line + 1 if mark else 1}
    return found | {"detail": str(error.problem)}


class _Reading:
    """One walk over the nodes of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen = 0

    def value(self, node: Node, path: Path, above: tuple[Node, ...]) -> Any:
        """What a node holds. `above` are the nodes that hold it, so that an alias can't hold itself."""
        line = node.start_mark.line + 1
        self._document.lines.setdefault(path, line)
        self._seen += 1
        if self._seen > MOST_VALUES or any(node is each for each in above):
            if self._seen <= MOST_VALUES + 1:
                self._document.note(line, path, "endless")
            return None
        within = (*above, node)
        match node:
            case MappingNode():
                return self._mapping(node, path, within)
            case SequenceNode():
                return [self.value(each, (*path, place), within) for place, each in enumerate(node.value)]
            case ScalarNode():
                return None if node.style is None and node.value in NULLS else self._text(node.value, line, path)
        raise TypeError(f"YAML has no {type(node).__name__}")

    def _text(self, text: str, line: int, path: Path) -> str:
        try:
            # JSON writes a character beyond U+FFFF as two escapes, which YAML doesn't put together.
            whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            whole = "\x00"
        if "\x00" in whole:
            self._document.note(line, path, "not_storable")
        return whole.replace("\x00", "?")

    def _mapping(self, node: MappingNode, path: Path, within: tuple[Node, ...]) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self._document.note(line, path, "key_not_text")
            elif key.value in content:
                self._document.note(line, (*path, key.value), "duplicate_key")
            else:
                self._document.lines[(*path, key.value)] = line
                content[key.value] = self.value(value, (*path, key.value), within)
        return content
