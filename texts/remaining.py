"""How long is left until something falls due, or how long it has been overdue, in working days."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.calendar import Calendar
from texts.filling import text
from texts.languages import Lang

A_YEAR = 366
"""Days; farther away nobody counts working days, and calendars aren't decreed yet."""


def remaining(due_at: datetime, at: datetime, calendar: Calendar, zone: ZoneInfo, lang: Lang) -> str:
    """`5 hari kerja lagi`, `hari ini`, `terlambat 3 hari kerja`; nothing of what is more than a year away."""
    due, today = due_at.astimezone(zone).date(), at.astimezone(zone).date()
    if abs((due - today).days) > A_YEAR:
        return ""
    if due_at < at:
        late = calendar.working_days(due, today)
        return text("desk.due.late_by", lang, n=late) if late else text("desk.due.late", lang)
    if due == today:
        return text("desk.due.today", lang)
    left = calendar.working_days(today, due)
    return text("desk.due.left", lang, n=left) if left else text("desk.due.before_work", lang)
