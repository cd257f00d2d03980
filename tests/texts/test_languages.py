"""Everybody is spoken to in the language that was chosen, and a language that isn't there is refused."""

import pytest

from texts import Lang, language
from texts.languages import BadLanguage


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JEJAK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("locale", "chosen"), [("", "id"), ("C", "id"), ("id_ID.UTF-8", "id"), ("en_GB.UTF-8", "en")])
def test_the_language_is_indonesian_unless_the_locale_is_english(
    monkeypatch: pytest.MonkeyPatch, locale: str, chosen: Lang
) -> None:
    monkeypatch.setenv("LANG", locale)
    assert language() == chosen


def test_what_is_asked_for_goes_before_the_setting_and_that_before_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("JEJAK_LANG", "id")
    assert language() == "id"
    assert language("en") == "en"


def test_a_language_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadLanguage):
        language("fr")
    monkeypatch.setenv("JEJAK_LANG", "su")
    with pytest.raises(BadLanguage):
        language()
    assert language("en") == "en"
