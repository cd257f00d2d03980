"""What somebody may do next, as `inbox` and `show` name it: with the command line that does it."""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cli.listing import SHORT
from cli.options import Reading
from texts import title
from texts.command_lines import command_line

if TYPE_CHECKING:
    from domain.next_acts import NextAct
    from domain.regions import Regions


def next_act(act: "NextAct", innovation: str, regions: "Regions", options: Reading) -> dict[str, Any]:
    """An act that somebody may do next, with the task that it answers and the command line that does it."""
    task, region = act.task or {}, code_of(act.region, regions)
    return {
        "act": act.payload.name,
        "title": title("command", act.payload.name, options.language),
        "task": task.get("what"),
        "subject": act.subject,
        "region": region,
        "due_at": task.get("due_at"),
        "overdue": task.get("overdue", False),
        "command": command_line(
            act.payload.name,
            options.language,
            innovation=innovation[:SHORT],
            subject=act.subject,
            region=region,
            person=None if options.settings().is_afar else options.person,
        ),
    }


def zone_of(region_id: str | None, regions: "Regions", readers: ZoneInfo) -> ZoneInfo:
    """The zone in which something is due: its region's, or the reader's own."""
    return regions.zone_shown(region_id) if region_id else readers


def code_of(region_id: str | None, regions: "Regions") -> str | None:
    """A region's code, of its id; where no region has that, the id."""
    region = regions.by_id(region_id) if region_id else None
    return region.code if region else region_id
