"""Files that people write for a command: read, checked against the command's form, every problem with its line."""

import hashlib
from collections.abc import Callable
from functools import partial
from operator import or_
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cli.input import yaml_lines
from cli.input.numbers import with_points
from cli.input.yaml_lines import Document, Located
from domain.commands import Payload
from domain.commands.innovation import Propose, Revise
from domain.model import MOST_PROBLEMS, Found, found_in
from proof.checking import kept_note
from service.agencies import AGENCY_FIELDS, REGION_FIELD, REGIONS_FIELD
from texts.typed import Meant
from wiring.errors import BadRequest

Content = dict[str, Any]
Merge = Callable[[Content, Content], Content]

JSON = ".json"
"""How a file's name ends that a program wrote, in which a number can mean only one."""


def read_text(path: Path) -> str:
    """A file's text in UTF-8.

    Raises:
        BadRequest: it can't be read, or isn't UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadRequest("unreadable_file", file=path, cause=error) from None
    except UnicodeDecodeError as error:
        raise BadRequest("unreadable_file", reason="not_utf8", file=path, byte=error.start) from None


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hex.

    Raises:
        BadRequest: it can't be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadRequest("unreadable_file", file=path, cause=error) from None


def read_checkpoint(path: Path) -> str:
    """The note of a checkpoint that somebody kept; who signed it is for whoever compares with it to see.

    Raises:
        BadRequest: it can't be read.
        NothingToCompare: it is no checkpoint.
    """
    return kept_note(read_text(path))


def read_draft(path: Path, form: type[Payload]) -> Content:
    """What a YAML or JSON file holds by names, though it may be no whole payload yet.

    Raises:
        BadRequest: the file can't be read, or holds something else.
    """
    document = yaml_lines.read(read_text(path))
    if not isinstance(document.content, dict):
        found = document.problems or _form_problems(document.content, form, document)
        raise BadRequest("invalid_file", file=path, problems=found)
    return document.content


def read_payload(path: Path, form: type[Payload], over: Content | None = None, merge: Merge = or_) -> Content:
    """The payload that a YAML or JSON file holds, with what the command line says merged over it: field by field,
    unless said otherwise.

    Raises:
        BadRequest: the file can't be read; or the payload breaks its form, or has what may be another number than it
            looks, with every problem by line and path.
    """
    return _payload(path, yaml_lines.read(read_text(path)), form, over, merge)


def read_revision(path: Path) -> Content:
    """What a file changes of a proposal: its fields alone, or under `proposal` in a whole file like that of `propose`,
    whose edition, agency and region stay what they are.

    Raises:
        BadRequest: as `read_payload`.
    """
    document = yaml_lines.read(read_text(path))
    if isinstance(document.content, dict) and "proposal" in document.content:
        for name in document.content:
            if name not in Propose.model_fields:
                document.note(document.line((name,)), (name,), "unknown_field")
        document = document.under("proposal")
    return _payload(path, document, Revise)


def _payload(
    path: Path, document: Document, form: type[Payload], over: Content | None = None, merge: Merge = or_
) -> Content:
    """The payload that a file holds. Raises BadRequest as `read_payload`."""
    found = document.problems
    content = document.content
    if path.suffix != JSON:
        content = with_points(content, form, partial(_doubt, document))
    if content is not None or not found:
        content = merge(content, over) if isinstance(content, dict) and over else content
        found += _form_problems(content, form, document)
    if found:
        raise BadRequest("invalid_file", file=path, problems=sorted(found, key=lambda each: each["line"]))
    assert isinstance(content, dict)
    return content


def _doubt(document: Document, at: yaml_lines.Path, given: str, either: Meant) -> None:
    line = document.line(at)
    document.note(line, at, "ambiguous_number", given=given, whole=either.whole, decimal=either.decimal)


def _may_be_a_name(found: Found) -> bool:
    """Whether a name stands where the form wants an id or a code: it is looked up before anything is sent."""
    named = {*AGENCY_FIELDS, REGION_FIELD, REGIONS_FIELD}
    return found.problem["code"] == "string_pattern_mismatch" and bool(named.intersection(found.loc[-2:]))


def _form_problems(content: Any, form: type[Payload], document: Document) -> list[Located]:
    try:
        form.model_validate(content)
    except ValidationError as error:
        found = [each for each in found_in(error) if not _may_be_a_name(each)]
        return [
            {**each.problem, "line": document.line(each.loc), "detail": each.detail} for each in found[:MOST_PROBLEMS]
        ]
    return []
