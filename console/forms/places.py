"""Where in a form a place of a payload is filled in."""

import re

from console.forms.fields import Field

PLACES = (
    (re.compile(r"pilots\.\d+\.lasts"), "lasts.number"),
    (re.compile(r"pilots\.\d+\.region"), "regions"),
    (re.compile(r"waves\.(\d+)\.opens_after"), "wave.{}.opens_after.number"),
    (re.compile(r"waves\.(\d+)\.adopters.*"), "wave.{}.adopters"),
    (re.compile(r"pilots\.\d+\.indicators\.(\d+)\.(\w+)"), "indicator.{}.{}"),
    (re.compile(r"pilots\.\d+|pilots"), "regions"),
    (re.compile(r"waves"), "wave.1.adopters"),
    (re.compile(r"by"), "by.number"),
    (re.compile(r"(title|summary|problem|started_on)"), "proposal.{}"),
    (re.compile(r"([a-z_]+)\.\d+.*"), "{}"),
    (re.compile(r"([\w-]+)"), "score.{}"),
    (re.compile(r"(?:proposal\.)?answers\.([\w-]+)|([\w-]+)"), "proposal.answers.{}"),
)
"""Places in a payload, and the fields that make them, counted from 1."""


def field_at(place: str, fields: list[Field]) -> str:
    """The name of the field by which a place in the payload is filled; the place, where none is known."""
    names = {field.name for field in fields}
    if place in names:
        return place
    scored = [field.name for field in fields if field.name.startswith("score.")]
    if found := re.fullmatch(r"scores\.(\d+)\.(score|justification)", place):
        nth, which = int(found[1]), found[2]
        if nth < len(scored):
            return scored[nth] if which == "score" else scored[nth].replace("score.", "why.", 1)
    for pattern, name in PLACES:
        if found := pattern.fullmatch(place):
            parts = [str(int(each) + 1) if each.isdecimal() else each for each in found.groups() if each is not None]
            if (made := name.format(*parts)) in names:
                return made
    return place
