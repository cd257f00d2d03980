"""Forms that aren't sent yet are their person's alone, and what was typed in one window isn't lost to another."""

import asyncpg

from ledger import unsent_forms

FORM, OTHER = "/inovasi/1/tindakan/score", "/inovasi/2/tindakan/score"


async def test_a_form_is_kept_changed_and_removed(desk: asyncpg.Pool) -> None:
    assert await unsent_forms.put(desk, "wulan", FORM, 1, "{}", 9)
    assert await unsent_forms.put(desk, "wulan", FORM, 2, '{"note": ["baik"]}', 9)
    kept = await unsent_forms.get(desk, "wulan", FORM)
    assert kept is not None
    assert (kept.version, kept.typed) == (2, '{"note": ["baik"]}')
    await unsent_forms.discard(desk, "wulan", FORM)
    assert await unsent_forms.get(desk, "wulan", FORM) is None


async def test_nobody_overwrites_what_they_typed_in_another_window(desk: asyncpg.Pool) -> None:
    assert await unsent_forms.put(desk, "wulan", FORM, 1, "first", 9)
    assert await unsent_forms.put(desk, "wulan", FORM, 2, "second", 9)
    for version in (1, 2, 9):
        assert not await unsent_forms.put(desk, "wulan", FORM, version, "third", 9)
    assert not await unsent_forms.put(desk, "wulan", OTHER, 2, "it was sent meanwhile", 9)
    kept = await unsent_forms.get(desk, "wulan", FORM)
    assert kept is not None
    assert kept.typed == "second"


async def test_each_person_has_their_own(desk: asyncpg.Pool) -> None:
    for person, form in (("wulan", FORM), ("wulan", OTHER), ("made", FORM)):
        assert await unsent_forms.put(desk, person, form, 1, person, 9)
    assert [each.form for each in await unsent_forms.of(desk, "wulan", 9)] == [OTHER, FORM]
    assert [each.form for each in await unsent_forms.of(desk, "wulan", 1)] == [OTHER]
    await unsent_forms.discard(desk, "made", FORM)
    assert await unsent_forms.of(desk, "made", 9) == []
    assert len(await unsent_forms.of(desk, "wulan", 9)) == 2


async def test_a_form_that_nobody_touched_for_a_year_goes(desk: asyncpg.Pool, admin: asyncpg.Connection) -> None:
    for form in (FORM, OTHER):
        assert await unsent_forms.put(desk, "wulan", form, 1, "{}", 9)
    await admin.execute("UPDATE jejak.unsent_forms SET saved_at = saved_at - interval '366 days' WHERE form = $1", FORM)
    assert await unsent_forms.put(desk, "made", FORM, 1, "{}", 9)
    assert [each.form for each in await unsent_forms.of(desk, "wulan", 9)] == [OTHER]


async def test_nobody_leaves_more_than_so_many_and_those_that_are_there_are_still_changed(desk: asyncpg.Pool) -> None:
    assert await unsent_forms.put(desk, "wulan", FORM, 1, "{}", 1)
    assert await unsent_forms.put(desk, "wulan", OTHER, 1, "{}", 1) is None
    assert await unsent_forms.put(desk, "wulan", FORM, 2, "{}", 1)
    assert await unsent_forms.put(desk, "wulan", FORM, 2, "{}", 1) is False
    assert await unsent_forms.put(desk, "made", FORM, 1, "{}", 1)
