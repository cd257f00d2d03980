"""What a worker counts, for Prometheus."""

from prometheus_client import Counter, Histogram

COMMANDS = Counter("jejak_commands_total", "Commands handled, by outcome", ["type", "outcome"])
FORGED = Counter("jejak_forged_envelopes_total", "Envelopes whose signature doesn't verify")
INTERNAL_ERRORS = Counter("jejak_internal_errors_total", "Commands given up after repeated failures")
HANDLING = Histogram("jejak_handle_seconds", "Time to handle one command or wake-up")
NOTICES = Counter("jejak_notices_total", "Notices, by what came of them", ["outcome"])
