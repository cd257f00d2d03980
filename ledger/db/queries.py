"""The read queries, one per file in sql/queries/."""

from functools import cache
from pathlib import Path

QUERIES = Path(__file__).parents[1] / "sql" / "queries"


@cache
def query(name: str) -> str:
    """The text of sql/queries/`name`.sql, read once."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
