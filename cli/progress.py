"""How far something is, on standard error, where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    FileSizeColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from cli import output
from cli.options import Common
from texts import text


@contextmanager
def phases(options: Common) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each phase; takes its name, how many are done, and of how many."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeRemainingColumn())
    with _bar(options, *columns) as bar:
        tasks: dict[str, TaskID] = {}

        def shown(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(text(f"cli.phase_{phase}", options.language))
            bar.update(tasks[phase], completed=done, total=total)

        yield shown


@contextmanager
def counted(options: Common) -> Iterator[Callable[[int, int], None]]:
    """One bar; takes how many are done, and of how many."""
    with _bar(options, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def written(options: Common) -> Iterator[Callable[[int], None]]:
    """Bytes as they are written; takes their number as it grows."""
    with _bar(options, SpinnerColumn(), FileSizeColumn(), TimeElapsedColumn()) as bar:
        task = bar.add_task("", total=None)
        yield lambda size: bar.update(task, completed=size)


def _bar(options: Common, *columns: ProgressColumn) -> Progress:
    console = output.console(stderr=True)
    quiet = options.as_json or not console.is_terminal
    return Progress(*columns, console=console, transient=True, disable=quiet)
