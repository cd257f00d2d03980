"""Both languages are whole catalogues, and what people see never depends on how they were compiled."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.texts.written import forms, written
from texts import catalogues, filling, text
from texts.catalogues import catalogue, files
from texts.filling import FACT
from texts.languages import LANGUAGES, Lang

PLURALS = {"id": 1, "en": 2}


def test_both_languages_have_the_same_files_and_messages() -> None:
    assert [each.name for each in files("id")] == [each.name for each in files("en")]
    assert list(written("id")) == list(written("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_says_something_in_every_form(lang: Lang) -> None:
    for code, message in written(lang).items():
        assert not message.fuzzy, code
        assert len(forms(message)) == (PLURALS[lang] if message.pluralizable else 1), code
        for form in forms(message):
            assert form.strip(), code
            assert "{" not in FACT.sub("", form), code


def test_a_message_names_the_same_facts_in_both_languages() -> None:
    english = written("en")
    for code, indonesian in written("id").items():
        named = {frozenset(FACT.findall(form)) for message in (indonesian, english[code]) for form in forms(message)}
        assert len(named) == 1, code


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty place for catalogues."""
    for lang in LANGUAGES:
        (tmp_path / lang / "LC_MESSAGES").mkdir(parents=True)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Have the catalogues read anew, as the next process reads them."""
    catalogue.cache_clear()
    filling.message.cache_clear()


def write(root: Path, lang: str, **messages: str) -> Path:
    """A catalogue with these messages, written a moment ago."""
    file = root / lang / "LC_MESSAGES" / "some.po"
    file.write_text("\n".join(f'msgid "{code}"\nmsgstr "{said}"\n' for code, said in messages.items()))
    os.utime(file, ns=(file.stat().st_mtime_ns - 10**9,) * 2)
    forget()
    return file


def test_an_edited_catalogue_is_compiled_anew(elsewhere: Path) -> None:
    file = write(elsewhere, "id", greeting="Selamat pagi.")
    assert text("greeting", "id") == "Selamat pagi."
    kept = file.with_suffix(".mo")
    os.utime(kept, ns=(0, file.stat().st_mtime_ns - 1))
    write(elsewhere, "id", greeting="Selamat siang.")
    assert text("greeting", "id") == "Selamat siang."
    assert kept.stat().st_mtime_ns > file.stat().st_mtime_ns


def test_what_was_compiled_is_read_without_compiling_it_again(elsewhere: Path) -> None:
    file = write(elsewhere, "id", greeting="Selamat pagi.")
    text("greeting", "id")
    file.write_text("no catalogue at all")
    os.utime(file, ns=(0, 0))
    forget()
    assert text("greeting", "id") == "Selamat pagi."


def test_a_checkout_that_cannot_be_written_to_shows_its_sentences(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_bytes", refused)
    file = write(elsewhere, "id", greeting="Selamat pagi.")
    assert text("greeting", "id") == "Selamat pagi."
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_what_a_language_lacks_is_shown_in_english_and_what_that_lacks_as_its_code(elsewhere: Path) -> None:
    write(elsewhere, "id", greeting="Selamat pagi.")
    write(elsewhere, "en", greeting="Good morning.", farewell="Good night.")
    assert [text(code, "id") for code in ("greeting", "farewell", "lullaby")] == [
        "Selamat pagi.",
        "Good night.",
        "lullaby",
    ]
    assert text("greeting", "en") == "Good morning."
