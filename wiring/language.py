"""Which language this process speaks where nobody said: that of the locale."""

import os
from typing import Literal


def language_of_locale() -> Literal["id", "en"]:
    """English where the locale says so, Indonesian everywhere else."""
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, variables), "").startswith("en") else "id"
