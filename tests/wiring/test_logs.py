"""Every log line is one JSON object with what it is about, and secrets in local variables stay out of it."""

import json
import subprocess
import sys

LINES = """
import logging, structlog
from wiring.logs import set_up_logs
set_up_logs({format!r}, "info")
structlog.contextvars.bind_contextvars(innovation="i-1", command="c-1")
log = structlog.get_logger("jejak")
log.info("command.handled", actor="p-1")
log.debug("too little")
extra = {{"temporal_workflow": {{"workflow_id": "w"}}, "other": object()}}
logging.getLogger("temporalio").warning("slow", extra=extra)
try:
    password = "hunter2"
    1 / 0
except ZeroDivisionError:
    log.exception("failed")
"""


def logged(log_format: str) -> str:
    """What a process that logs says on standard error."""
    source = LINES.format(format=log_format)
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stderr


def test_json_lines_carry_their_context_and_those_of_libraries_too() -> None:
    ours, temporals, failed = map(json.loads, logged("json").splitlines())
    assert ours["event"] == "command.handled"
    assert (ours["innovation"], ours["command"], ours["actor"]) == ("i-1", "c-1", "p-1")
    assert (ours["level"], ours["logger"]) == ("info", "jejak")
    assert ours["timestamp"].endswith("Z")
    assert temporals["temporal_workflow"] == {"workflow_id": "w"}
    assert temporals["innovation"] == "i-1"
    assert "other" not in temporals
    assert failed["exception"][0]["exc_type"] == "ZeroDivisionError"


def test_what_would_act_on_the_terminal_is_escaped() -> None:
    line = 'log.info("told", reason="\\x1b[2J\\u202e\\x9b")\n'
    for log_format in ("json", "console"):
        source = LINES.format(format=log_format).split("log.info")[0] + line
        ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
        assert "told" in ran.stderr
        assert not set("\x1b\u202e\x9b") & set(ran.stderr)


def test_local_variables_stay_out_of_tracebacks() -> None:
    for log_format in ("json", "console"):
        text = logged(log_format)
        assert "ZeroDivisionError" in text
        assert "hunter2" not in text


ROWS = """
import asyncpg, logging, structlog
from wiring.logs import set_up_logs
set_up_logs({format!r}, "info")
def failed():
    error = asyncpg.NotNullViolationError("null value")
    error.detail = "Failing row contains (evaluator-1, 41)."
    return error
try:
    try:
        raise failed()
    except asyncpg.PostgresError as error:
        raise ExceptionGroup("together", [failed()]) from error
except Exception as error:
    structlog.get_logger("jejak").exception("failed")
    structlog.get_logger("jejak").warning("failed", exc_info=error)
    logging.getLogger("temporalio").warning("failed", exc_info=True)
"""


def test_what_a_row_holds_stays_out_of_tracebacks() -> None:
    for log_format in ("json", "console"):
        source = ROWS.format(format=log_format)
        said = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stderr
        assert said.count("null value") >= 6
        assert "evaluator-1" not in said
