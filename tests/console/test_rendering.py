"""What a page can't say is an error, and an error isn't told to who can do nothing about it."""

from typing import Any

import pytest
from starlette.requests import Request

from console.problems import of_error
from console.rendering import rendered
from proof.errors import JejakError
from texts import LANGUAGES, Lang

REQUEST = Request({"type": "http", "path": "/masuk", "query_string": b"", "headers": []})


@pytest.mark.parametrize("word", ["t", "title", "day", "said", "path"])
def test_a_fact_takes_no_name_by_which_templates_say_something_else(word: str) -> None:
    facts: dict[str, Any] = {"typed": [], word: "x"}
    with pytest.raises(TypeError, match=f"else by {word}$"):
        rendered(REQUEST, "session_over", "id", **facts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_an_error_of_our_own_a_page_tells_no_more_than_that_there_was_one(lang: Lang) -> None:
    problem, other = (of_error(error, lang) for error in (ZeroDivisionError("x = 1/0"), JejakError("internal_error")))
    assert problem == other
    assert (problem.status, "ZeroDivision" in problem.message + problem.hint) == (500, False)
