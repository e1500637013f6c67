"""Readers are told of what the member is told of, beside the member and never counted as one; who reads no more gets nothing (DS-19a)."""

from uuid import uuid4

from models import clock
from models.account import Account
from models.delivery import COPIES, Delivery, Lane, Message
from models.member import EmailState, Member, MemberStatus, Salutation
from models.reader import Reader, ReaderEnd, ReaderKind
from push import fanout, outbox, recheck
from push.copies import Copy
from push.outbox import Ended
from push.render import Renderer
from tests.push.test_render import HOME, notice
from tests.push.world import BASE_URL, COOPERATIVE, World


async def reader_of(member: Member, *, documents: bool = False) -> Reader:
    """Frau Helfer, who is no member, reads for somebody."""
    now = await clock.now()
    person = await Member.create(
        external_id=f"reader:{uuid4()}",
        status=MemberStatus.READER,
        salutation=Salutation.MRS,
        last_name="Helfer",
        email="helfer@example.net",
        email_state=EmailState.VERIFIED,
    )
    await Account.create(member=person, activated_at=now, login_email="helfer@example.net")
    return await Reader.create(
        member=member,
        person=person,
        kind=ReaderKind.INVITED,
        name="Petra Helfer",
        email="helfer@example.net",
        reads_documents=documents,
        invited_at=now,
        accepted_at=now,
    )


async def fan_out() -> None:
    for lane in Lane:
        while await fanout.advance(lane):
            pass


def test_the_mail_says_for_whom() -> None:
    """texts-de.md 0: the salutation of who reads, and below it for whom; the link opens it for them."""
    copy = Copy(uuid4(), uuid4(), "Maria Muster", notice().id, None, Message.NOTICE_PUBLISHED, None)
    person = Member(salutation=Salutation.MRS, last_name="Helfer")
    letter = Renderer(COOPERATIVE, BASE_URL).notice_mail(person, notice(), HOME, "", copy)
    assert letter.text.startswith("Sehr geehrte Frau Helfer,\n\nSie erhalten diese E-Mail für Maria Muster.\n")
    assert f"{BASE_URL}/aushaenge/{notice().id}?fuer={copy.member_id}\n" in letter.text
    assert "Sehr geehrte Frau Helfer,<br><br>Sie erhalten diese E-Mail für Maria Muster." in letter.html


async def test_a_reader_is_told_beside_the_member_and_not_after_the_end(world: World) -> None:
    """DS-19a, OB-15: a row of its own, which no figure of the notice counts; an end between writing and sending stops it."""
    anna = await world.member("Amsel", email="anna@example.org")
    other = await world.member("Ernst", email="emil@example.org")
    row = await reader_of(anna)
    posted = await world.publish([anna, other])
    await fan_out()
    assert {delivery.member_id for delivery in await Delivery.filter(broadcast__notice_id=posted.id)} == {anna.id, other.id}
    (copy,) = await Delivery.filter(broadcast__message__in=list(COPIES)).select_related("broadcast")
    assert (copy.member_id, copy.channel, copy.broadcast.message) == (row.person_id, "mail", Message.NOTICE_FOR_READER)
    claims = [claimed for claimed in await outbox.claim(Lane.BULK, 10, 120) if claimed.id == copy.id]
    (job,) = await recheck.load(claims)
    assert recheck.verdict(job) is None
    assert job.subject.copy is not None
    assert job.subject.copy.name == anna.name
    await Reader.filter(id=row.id).update(ended_at=await clock.now(), ended_by=ReaderEnd.MEMBER)
    (job,) = await recheck.load(claims)
    assert isinstance(recheck.verdict(job), Ended)


async def test_documents_only_where_the_member_said_so(world: World) -> None:
    """DS-19a: off by default."""
    anna = await world.member("Amsel", email="anna@example.org")
    await reader_of(anna)
    await world.document(member=anna)
    await fan_out()
    assert await Delivery.filter(broadcast__message__in=list(COPIES)).count() == 0
    await Reader.all().update(reads_documents=True)
    await world.document(member=anna)
    await fan_out()
    assert await Delivery.filter(broadcast__message=Message.DOCUMENT_FOR_READER).count() == 1
