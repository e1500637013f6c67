"""The two questions after the first login, and preferences."""

import asyncio
from datetime import time

import pytest

from models.account import Account
from models.audit import AuditAction, AuditEntry
from models.consent import Consent, ConsentPurpose, LegalKind, Preference
from models.language import Language
from models.member import Member
from resolvers import account, legal
from resolvers.access import Tenant
from resolvers.account import Choices, Quiet
from resolvers.errors import InvalidInput
from resolvers.member import languages
from resolvers.viewer import myself
from tests.support.accounts import REQUEST, settled, tenant

pytestmark = pytest.mark.usefixtures("portal")


async def someone() -> Tenant:
    """A signed-in member."""
    return tenant(await settled())


async def agreements(viewer: Tenant) -> list[bool]:
    """Of every agreement to electronic delivery, whether it still stands."""
    found = await Consent.filter(member_id=viewer.member_id, purpose=ConsentPurpose.ELECTRONIC_ONLY).order_by("given_at")
    return [row.withdrawn_at is None for row in found]


async def test_the_default_is_paper_too() -> None:
    """DS-01: nothing is pre-ticked; without an answer nothing is stored and paper goes on."""
    viewer = await someone()
    preference = await account.preferences(viewer)
    assert (preference.documents_on_paper, preference.document_mail, preference.notice_push) == (True, True, True)
    assert await Preference.all().count() == 0
    assert await agreements(viewer) == []
    await account.answer_paper_question(REQUEST, viewer, electronic_only=False)
    assert (await Account.get(id=viewer.account_id)).paper_question_answered_at is not None
    assert (await account.preferences(viewer)).documents_on_paper
    assert await agreements(viewer) == []


async def test_electronic_only_is_a_stored_agreement() -> None:
    """DS-02, DS-05: the exact text by hash and version."""
    viewer = await someone()
    await account.answer_paper_question(REQUEST, viewer, electronic_only=True)
    text = await legal.current(LegalKind.ELECTRONIC_DELIVERY)
    row = await Consent.get(purpose=ConsentPurpose.ELECTRONIC_ONLY)
    assert (row.text_sha256, row.text_version, row.language, row.channel) == (text.sha256, text.version, "de", "portal")
    assert not (await account.preferences(viewer)).documents_on_paper
    assert await AuditEntry.filter(action=AuditAction.CONSENT_GIVEN).count() == 1


async def test_withdrawing_is_as_easy_as_agreeing() -> None:
    """DS-04: one switch; the evidence stays, with the time of withdrawal, and agreeing again is a new row."""
    viewer = await someone()
    await account.answer_paper_question(REQUEST, viewer, electronic_only=True)
    await account.set_preferences(REQUEST, viewer, Choices(documents_on_paper=True))
    assert await agreements(viewer) == [False]
    assert (await account.preferences(viewer)).documents_on_paper
    assert await AuditEntry.filter(action=AuditAction.CONSENT_WITHDRAWN).count() == 1
    await account.set_preferences(REQUEST, viewer, Choices(documents_on_paper=False))
    assert await agreements(viewer) == [False, True]


async def test_answering_twice_at_once_leaves_one_agreement() -> None:
    """Two tabs."""
    viewer = await someone()
    await asyncio.gather(*(account.answer_paper_question(REQUEST, viewer, electronic_only=True) for _ in range(4)))
    assert await agreements(viewer) == [True]


async def test_preferences_change_what_is_named() -> None:
    """None leaves a switch as it is; paper is not touched, no agreement is made."""
    viewer = await someone()
    await account.set_preferences(REQUEST, viewer, Choices(notice_push=False))
    await account.set_preferences(REQUEST, viewer, Choices(document_mail=False, notice_push=None))
    preference = await Preference.get()
    assert (preference.notice_mail, preference.notice_push) == (True, False)
    assert (preference.document_mail, preference.document_push) == (False, True)
    assert preference.documents_on_paper
    assert await agreements(viewer) == []


async def test_outages_and_reminders_have_switches_of_their_own() -> None:
    viewer = await someone()
    await account.set_preferences(REQUEST, viewer, Choices(outage_push=False, reminder_evening=False, reminder_hour=True))
    preference = await Preference.get()
    assert (preference.outage_mail, preference.outage_push, preference.notice_push) == (True, False, True)
    assert (preference.reminder_evening, preference.reminder_hour) == (False, True)


async def test_quiet_hours_are_kept_changed_and_given_up() -> None:
    viewer = await someone()
    await account.set_preferences(REQUEST, viewer, Choices(quiet=Quiet(time(22), time(6, 30))))
    await account.set_preferences(REQUEST, viewer, Choices(notice_push=False))
    preference = await Preference.get()
    assert (preference.quiet_from, preference.quiet_until, preference.notice_push) == (22 * 60, 6 * 60 + 30, False)
    await account.set_preferences(REQUEST, viewer, Choices(quiet=Quiet()))
    preference = await Preference.get()
    assert (preference.quiet_from, preference.quiet_until) == (None, None)


async def test_a_member_reads_in_the_language_they_chose_last() -> None:
    """What the ERP has goes on until something is chosen; German is a choice too."""
    viewer = await someone()
    await Member.filter(id=viewer.member_id).update(language="tr")
    assert (await myself(viewer)).language is Language.TR
    for chosen in (*Language, Language.DE):
        await account.set_preferences(REQUEST, viewer, Choices(language=chosen))
        await account.set_preferences(REQUEST, viewer, Choices(notice_push=False))
        assert (await myself(viewer)).language is chosen
        assert await languages([viewer.member_id]) == {viewer.member_id: chosen}
    assert (await Member.get(id=viewer.member_id)).language == "tr"


async def test_who_reads_a_language_nothing_is_worded_in_gets_german() -> None:
    viewer = await someone()
    await Member.filter(id=viewer.member_id).update(language="pl")
    assert (await myself(viewer)).language is Language.DE
    assert await languages([viewer.member_id]) == {viewer.member_id: Language.DE}


@pytest.mark.parametrize("quiet", [Quiet(time(22), None), Quiet(None, time(7)), Quiet(time(7), time(7)), Quiet(time(7), time(7, 0, 30))])
async def test_quiet_hours_need_two_different_ends(quiet: Quiet) -> None:
    viewer = await someone()
    with pytest.raises(InvalidInput) as refused:
        await account.set_preferences(REQUEST, viewer, Choices(notice_push=False, quiet=quiet))
    assert refused.value.field == "quietHours"
    assert await Preference.all().count() == 0


async def test_the_push_question_is_asked_once() -> None:
    """DS-01: a yes is the device itself; the answer only ends the question."""
    viewer = await someone()
    await account.answer_push_question(viewer)
    assert (await Account.get(id=viewer.account_id)).push_question_answered_at is not None
    assert await Consent.filter(purpose=ConsentPurpose.PUSH).count() == 0
