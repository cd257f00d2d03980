"""What Temporal's own lists show of a workflow: search attributes, and a sentence on what it waits for."""

from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from domain.progress import Progress

STAGE = SearchAttributeKey.for_keyword("Stage")
AWAITING_ROLE = SearchAttributeKey.for_keyword_list("AwaitingRole")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
REGION = SearchAttributeKey.for_keyword("Region")
EDITION = SearchAttributeKey.for_keyword("Edition")
ALL = (STAGE, AWAITING_ROLE, DUE_AT, REGION, EDITION)


def show(before: Progress | None, now: Progress) -> None:
    """Bring Temporal's lists up to date: what changed since `before`, in one go; nothing if nothing did."""
    if not now.stage:
        return
    changes = changed(before, now)
    if changes:
        workflow.upsert_search_attributes(changes)
    workflow.set_current_details(in_words(now))


def changed(before: Progress | None, now: Progress) -> list[SearchAttributeUpdate[Any]]:
    """The search attributes that differ."""
    pairs: list[tuple[SearchAttributeKey[Any], object, object]] = [
        (STAGE, before and before.stage, now.stage),
        (AWAITING_ROLE, before and before.awaiting, now.awaiting),
        (DUE_AT, before and before.wake_at, now.wake_at),
        (REGION, before and before.region, now.region),
        (EDITION, before and before.edition, now.edition),
    ]
    return [_set(key, value) for key, old, value in pairs if value != old]


def in_words(progress: Progress) -> str:
    """A sentence for whoever looks at the workflow in Temporal's UI."""
    if not progress.open:
        return f"{progress.stage}: nothing is open"
    roles = ", ".join(progress.awaiting) or "time"
    due = f"; next wake-up {progress.wake_at:%Y-%m-%d %H:%M:%S} UTC" if progress.wake_at else ""
    return f"{progress.chapter}: waits for {roles}{due}"


def _set(key: SearchAttributeKey[Any], value: object) -> SearchAttributeUpdate[Any]:
    if value is None:
        return key.value_unset()
    return key.value_set(list(value) if isinstance(value, tuple) else value)
