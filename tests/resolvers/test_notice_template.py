"""The words that writing begins with: staff's own, for everybody, changed only by who writes for the whole stock."""

from dataclasses import replace

import pytest

from models.audit import AuditAction, AuditEntry
from models.notice import NoticeKind
from models.staff import StaffRole
from models.template import NoticeTemplate
from resolvers.errors import InvalidInput, NotAllowed
from resolvers.notice import template
from resolvers.notice.template import TemplateForm
from tests.support.town import Town, traces

HEATING = TemplateForm(NoticeKind.HEATING, "", "Bitte lüften Sie wenig.", ("Gut heizen",), (), ("Thermostat prüfen", "Uns anrufen"))


async def test_what_was_saved_is_what_everybody_begins_with(town: Town) -> None:
    editor, alerts = await town.staff(StaffRole.EDITOR), await town.staff(StaffRole.ALERT_SENDER)
    assert await template.templates(editor) == []
    await template.save(alerts, replace(HEATING, kind=NoticeKind.WORKS))
    saved = await template.save(editor, replace(HEATING, body="  Bitte lüften Sie wenig.\n", advice_during=("",)))
    found = await template.templates(alerts)
    assert [one.form for one in found] == [HEATING, replace(HEATING, kind=NoticeKind.WORKS)], "in the order of the kinds"
    assert (found[0].by, found[0].changed_at) == ("Vera Verwaltung", saved.changed_at)
    await template.save(editor, replace(HEATING, title="Heizung aus"))
    assert [one.form.title for one in await template.templates(editor)] == ["Heizung aus", ""]
    assert await AuditEntry.filter(action=AuditAction.TEMPLATE_CHANGED).count() == 3


async def test_it_goes_back_to_the_words_of_the_portal(town: Town) -> None:
    editor = await town.staff(StaffRole.EDITOR)
    await template.save(editor, HEATING)
    assert await template.reset(editor, NoticeKind.HEATING)
    before = await traces()
    assert not await template.reset(editor, NoticeKind.HEATING)
    assert await template.templates(editor) == []
    assert await traces() == before


async def test_who_writes_for_a_part_or_not_at_all_changes_none(town: Town) -> None:
    await template.save(await town.staff(StaffRole.ADMIN), HEATING)
    part = await town.staff(StaffRole.EDITOR, districts=("Nordend",))
    desk, anna = await town.staff(StaffRole.MEMBER_DESK), await town.tenant("Anna")
    before = await traces()
    for viewer in (part, desk, anna):
        with pytest.raises(NotAllowed):
            await template.save(viewer, replace(HEATING, body="Anders."))
        with pytest.raises(NotAllowed):
            await template.reset(viewer, NoticeKind.HEATING)
    for viewer in (desk, anna):
        with pytest.raises(NotAllowed):
            await template.templates(viewer)
    assert [one.form for one in await template.templates(part)] == [HEATING], "but they begin with it, too"
    assert await traces() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 161}, "title"),
        ({"title": "zwei\nZeilen"}, "title"),
        ({"body": "x" * 20_001}, "body"),
        ({"advice_before": ("x" * 301,)}, "adviceBefore"),
        ({"advice_during": ("x",) * 13}, "adviceDuring"),
        ({"advice_after": ("x" * 301,)}, "adviceAfter"),
    ],
)
async def test_what_no_notice_may_say_is_no_template(town: Town, changes: dict[str, object], field: str) -> None:
    editor = await town.staff(StaffRole.EDITOR)
    with pytest.raises(InvalidInput) as refused:
        await template.save(editor, replace(HEATING, **changes))
    assert refused.value.field == field
    assert await NoticeTemplate.all().count() == 0
