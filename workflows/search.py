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


def show(now: Progress) -> None:
    """Bring Temporal's lists up to date, in one go; nothing if they are."""
    if not now.stage:
        return
    values: list[tuple[SearchAttributeKey[Any], object]] = [
        (STAGE, now.stage),
        (AWAITING_ROLE, list(now.awaiting) or None),
        (DUE_AT, now.wake_at),
        (REGION, now.region or None),
        (EDITION, now.edition or None),
    ]
    shown = workflow.info().typed_search_attributes
    if changes := [_set(key, value) for key, value in values if shown.get(key) != value]:
        workflow.upsert_search_attributes(changes)
    workflow.set_current_details(describe(now))


def describe(progress: Progress) -> str:
    """A sentence for whoever looks at the workflow in Temporal's UI."""
    if not progress.open:
        return f"{progress.stage}: nothing is open"
    roles = ", ".join(progress.awaiting) or "time"
    due = f"; next wake-up {progress.wake_at:%Y-%m-%d %H:%M:%S} UTC" if progress.wake_at else ""
    return f"{progress.chapter}: waits for {roles}{due}"


def _set(key: SearchAttributeKey[Any], value: object) -> SearchAttributeUpdate[Any]:
    return key.value_unset() if value is None else key.value_set(value)
