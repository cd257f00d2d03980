"""What the pages of administration say is all in the catalogue, and nothing else is; so are editions in words."""

import re

import pytest

from console.forms import administration as forms
from console.pages.settings.waiting import AGENCIES, INSTANTS, NAMED, PEOPLE
from domain.names import NAMELESS
from domain.vocabulary import Role
from service.tokens import Scope
from tests.domain.world import rules
from tests.texts.sources import literals
from tests.texts.test_facts import TEMPLATES
from tests.texts.written import under
from texts import LANGUAGES, Lang
from texts.editions import PERIODS, told

SAID = {*re.findall(r'\bt\(\s*"([a-z_.]+)"', TEMPLATES), *literals()}


@pytest.mark.parametrize("prefix", ["settings", "edition", "publish", "hand_over", "annex"])
def test_every_message_of_administration_is_said_and_there(prefix: str) -> None:
    written = {f"{prefix}.{each}" for each in under(prefix)}
    assert written <= SAID
    assert {each for each in SAID if re.fullmatch(rf"{prefix}\.[a-z_.]+", each)} <= written


def test_each_scope_of_a_token_is_called_something() -> None:
    assert under("scope") >= set(Scope)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_of_administration_is_called_something(lang: Lang) -> None:
    fields = forms.grant(lang, list(Role), new=True) + forms.end(lang) + forms.add_agency(lang)
    fields += forms.rename_agency(lang) + forms.merge_agency(lang) + forms.split_agency(lang)
    for field in fields:
        for said in (field.label, field.hint, field.condition, *(called for _, called in field.options)):
            assert not re.match(r"^[a-z_]+\.[a-z_.]+$", said), field.name
    named = {*NAMED, *AGENCIES, *INSTANTS, *PEOPLE}
    assert {each.rpartition(".")[2] for each in named} <= {each.rpartition(".")[2] for each in under("field")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_edition_is_told_in_words_with_every_deadline(lang: Lang) -> None:
    edition = rules().edition
    said = told(edition, NAMELESS, lang)
    assert len(said) > len(PERIODS) + len(edition.aspects) + len(edition.questions)
    assert not [each for pair in said.items() for each in pair if re.match(r"^[a-z_]+\.[a-z_.]+$", each)]
