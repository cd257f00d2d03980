"""Command lines that do what may be done next, with what is known of it; what is still to be given is in capitals."""

from texts.filling import known, text
from texts.languages import Lang


def command_line(
    act: str,
    lang: Lang,
    *,
    innovation: str,
    subject: str = "",
    region: str | None = None,
    person: str | None = None,
) -> str:
    """The command line for an act of an innovation, by what a person may type for it.

    `subject` is the check that it is about, `region` the code of the region for which it is done, `person` whoever
    does it.
    """
    code = f"line.{act}.region" if region and known(f"line.{act}.region") else f"line.{act}"
    line = f"jejak {text(code, lang, innovation=innovation, subject=subject, region=region)}"
    return f"{line} --as {person}" if person else line
