"""A process between a server and its owner, so that the server never outlives the owner.

Run as a script: `guard.py STOP_SIGNAL USER COMMAND...`. It starts COMMAND (as USER unless that is empty),
prints its process id, and stops it with STOP_SIGNAL as soon as its own standard input ends: on purpose, or
because the owner died, however abruptly. It runs in a session of its own, so Ctrl-C reaches the owner alone,
which stops things in order.
"""

import os
import signal
import subprocess
import sys
import threading

STOP_TIMEOUT_S = 30.0


def main(stop_signal: int, user: str, command: list[str]) -> int:
    """Runs `command` until it ends or standard input does; returns its exit code."""
    child = subprocess.Popen(
        command,
        umask=0o077,  # what the server writes is its user's alone
        close_fds=False,  # what the owner keeps open, the server keeps open too, whatever becomes of this process
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,  # where the log goes: standard output is the owner's pipe
        user=user or None,
        group=user or None,
        extra_groups=[] if user else None,
    )
    print(child.pid, flush=True)

    def stop(*_: object) -> None:
        child.send_signal(stop_signal)

    def stop_at_end_of_input() -> None:
        # Not sys.stdin: its lock would be held at interpreter exit when the server ends first.
        while os.read(0, 1):
            pass
        stop()
        try:
            child.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            child.kill()

    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3:]))
