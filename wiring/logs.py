"""Structured logs: one way for our own lines, Temporal's and every library's.

Bind what a line is about with `structlog.contextvars.bind_contextvars` (workflow, innovation, command,
actor). Workflow code may log too: pass `structlog` through the sandbox; lines are dropped on replay.
"""

import logging
import sys
from typing import Literal

import asyncpg
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow

from proof.visible import visible

QUIET = ("httpx", "uvicorn")
"""Libraries that log from `warning` on only: below, they log every request, httpx with a URL that may hold a secret."""

TEMPORAL_EXTRAS = ["temporal_workflow", "temporal_activity"]
"""What Temporal's SDK attaches to its own lines: workflow and run ids, types, attempt."""


def set_up_logs(log_format: Literal["json", "console"], level: str) -> None:
    """Sends every log line of this process to standard error, as JSON or coloured text, from `level` on."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            drop_on_replay,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # Tracebacks come without local variables and rows: they may hold keys and personal data.
    rendering: list[Processor]
    if log_format == "json":
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        rendering = [
            structlog.processors.ExceptionRenderer(tracebacks),
            structlog.processors.JSONRenderer(),
        ]
    else:
        plain = structlog.dev.plain_traceback
        rendering = [all_visible, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(allow=TEMPORAL_EXTRAS)],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_rows, *rendering],
        )
    )
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


def all_visible(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Shows in every text of a line what would act on the terminal; JSON escapes it by itself."""
    return {name: visible(value) if isinstance(value, str) else value for name, value in event.items()}


def without_rows(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Takes PostgreSQL's detail, which quotes rows, from every error of a traceback: no renderer leaves it out."""
    exc_info = event.get("exc_info")
    error = sys.exc_info()[1] if exc_info is True else exc_info[1] if isinstance(exc_info, tuple) else exc_info
    met, left = set[int](), [error]
    while left:
        error = left.pop()
        if isinstance(error, BaseException) and id(error) not in met:
            met.add(id(error))
            left += [error.__cause__, error.__context__, *getattr(error, "exceptions", ())]
            if isinstance(error, asyncpg.PostgresError):
                error.detail = None
    return event


def drop_on_replay(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drops a line that workflow code logs again while its history is replayed."""
    if workflow.in_workflow() and workflow.unsafe.is_replaying_history_events():
        raise structlog.DropEvent
    return event
