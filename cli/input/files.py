"""Files that people write for a command: read, checked against the command's form, every problem with its line."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cli.inner_texts import inner
from cli.input import problems, yaml_lines
from cli.input.yaml_lines import Document
from domain.commands import Payload
from proof.checking import kept_note
from wiring.errors import BadRequest


def read_text(path: Path) -> str:
    """A file's text in UTF-8.

    Raises:
        BadRequest: it can't be read, or isn't UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadRequest("unreadable_file", file=path, problem=error.strerror or error) from None
    except UnicodeDecodeError as error:
        raise BadRequest("unreadable_file", file=path, problem=f"UTF-8, byte {error.start}") from None


def read_checkpoint(path: Path) -> str:
    """The note of a checkpoint that somebody kept; who signed it is for whoever compares with it to see.

    Raises:
        BadRequest: it can't be read.
        NothingToCompare: it is no checkpoint.
    """
    return kept_note(read_text(path))


def read_payload(path: Path, form: type[Payload], lang: str, over: dict[str, Any] | None = None) -> dict[str, Any]:
    """The payload that a YAML or JSON file holds, with what the command line says over it.

    Raises:
        BadRequest: the file can't be read; or the payload breaks its form, with every problem by line and path.
    """
    document = yaml_lines.read(read_text(path))
    found = [(line, where, _yaml_problem(key, lang)) for line, where, key in document.problems]
    content = document.content
    if content is not None or not found:
        content = content | over if isinstance(content, dict) and over else content
        found += _form_problems(content, form, document, lang)
    if found:
        listed = [
            {"path": _path(where, lang), "line": line, "message": message}
            for line, where, message in sorted(found, key=lambda each: each[0])
        ]
        raise BadRequest("invalid_file", file=path, problems=listed)
    assert isinstance(content, dict)
    return content


def _form_problems(
    content: Any, form: type[Payload], document: Document, lang: str
) -> list[tuple[int, yaml_lines.Path, str]]:
    try:
        form.model_validate(content)
    except ValidationError as error:
        return [
            (document.line(problem["loc"]), problem["loc"], problems.sentence(problem, lang))
            for problem in error.errors()
        ]
    return []


def _yaml_problem(key: str, lang: str) -> str:
    kind, _, words = key.partition(":")
    return f"YAML: {inner(words, lang)}" if words else problems.told(kind, lang, kind, {})


def _path(where: yaml_lines.Path, lang: str) -> str:
    """How a place in a file is written: `pilots.0.region`, counted from 0 as in JSON."""
    return ".".join(str(part) for part in where) or ("the file" if lang == "en" else "berkas")
