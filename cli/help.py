"""How help looks, in the reader's language: one heading and one table for each panel.

Every text in it is the id of a message; what isn't, say a name or the usage itself, is shown as it is.
"""

from textwrap import TextWrapper
from typing import Any

from cyclopts.help import HelpEntry, HelpPanel
from rich.console import Console, ConsoleOptions
from rich.markup import escape
from rich.text import Text

from texts import Lang, text
from texts.filling import known, message


class Help:
    """Shows help in one language; `App(help_formatter=…)` takes it."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Text | None) -> None:
        """How the command is called."""
        console.print(f"{text('cli.help.usage', self._lang)} {usage}", markup=False, soft_wrap=True)

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:
        """What the command does, and whatever else there is to say of it."""
        code = _plain(description)
        console.print(self._said(code), markup=False)
        if known(f"{code}.more"):
            console.print(self._said(f"{code}.more"), markup=False)

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """A panel's heading, and a row for each command, argument or option."""
        if not panel.entries:
            return
        labels = [", ".join(entry.display_labels_with_metavar) for entry in panel.entries]
        widest = max(map(len, labels))
        rows = TextWrapper(console.width, break_long_words=False, break_on_hyphens=False)
        rows.subsequent_indent = " " * (widest + 4)
        console.print(f"\n[bold]{escape(self._said(str(panel.title)))}[/bold]")
        for label, entry in zip(labels, panel.entries, strict=True):
            rows.initial_indent = f"  {label:{widest}}  "
            console.print(rows.fill(self._described(entry)), markup=False, soft_wrap=True)

    def _described(self, entry: HelpEntry) -> str:
        """A row's text, with what may be chosen, must be there, or is so unless something else is said."""
        facts = {"choices": entry.choices and ", ".join(entry.choices), "default": entry.default}
        more = [text(f"cli.help.{name}", self._lang, **{name: fact}) for name, fact in facts.items() if fact]
        if (
            entry.required and entry.positional_label is None
        ):  # arguments stand in the usage, where they can be left out
            more.append(text("cli.help.required", self._lang))
        return " ".join([self._said(_plain(entry.description)), *more]).strip()

    def _said(self, code: str) -> str:
        return message(code, self._lang) if code else ""


def _plain(described: Any) -> str:
    """The text in what the library wraps to be shown."""
    wrapped = getattr(described, "primary_renderable", described)
    return wrapped.plain if isinstance(wrapped, Text) else str(wrapped or "")
