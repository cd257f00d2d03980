"""Where operators, evaluators, decision makers, regions and auditors start: `python starter.py --help`."""

import sys

from cli.main import main
from service.logs import set_up_logs
from service.process import run

if __name__ == "__main__":
    set_up_logs("console", "error")
    run(main(sys.argv[1:]))
