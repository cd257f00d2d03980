"""What `make setup` leaves runs this checkout, wherever one is."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_jejak_runs_its_checkout_from_any_directory_with_what_it_is_given(tmp_path: Path) -> None:
    checkout = tmp_path / "a checkout"
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (checkout / "starter.py").write_text("import sys; print(sys.argv[1:]); sys.exit(3)")
    make = ["make", "-f", str(ROOT / "Makefile"), "-C", str(checkout), "-o", ".venv/.locked", ".venv/bin/jejak"]
    subprocess.run(make, check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = subprocess.run([programs / "jejak", "a b", "*"], cwd=elsewhere, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, "['a b', '*']\n", "")
