"""Whoever works at the portal, or has found the open session, the link or the mailbox of somebody who does."""

import asyncio
import secrets
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from models import clock
from models.account import Account, ActivationCode
from models.audit import AuditAction, AuditEntry
from models.caretaker import CaretakerLink
from models.delivery import Broadcast, Message
from models.letter import LetterRun
from models.member import Member
from models.notice import Notice
from models.session import Session, SessionScope
from models.staff import Staff, StaffRole
from models.token import ApiToken
from push.staff_mail import end_of_day
from resolvers import caretaker, session, staff_management
from resolvers.access import Operator
from resolvers.staff_management import Places
from tests.attack.conftest import Target, Tell
from tests.flows.people import sign_in_staff
from tests.support.accounts import PASSWORD
from tests.support.running import Person, Refused
from tests.support.waiting import eventually

CARETAKER = "hausmeister@noris.example.org"
CARETAKER_LOGIN = (
    "mutation ($token: String!, $number: String!) { caretakerLogin(token: $token, number: $number) { viewer { staff { id } } } }"
)
WORK_LIST = "{ workList(first: 1) { totalCount } }"
CORRECT = """mutation ($id: UUID!, $email: String!) {
  correctMemberEmail(memberId: $id, email: $email, check: CALL_BACK, note: "Sie rief gestern an.") { id } }"""
REGRANT = """mutation ($id: UUID!, $key: String!) {
  regrantAccess(memberId: $id, reason: "Sie rief gestern an.", clientMutationId: $key) { run { id } } }"""
ORDER = """mutation ($id: UUID!, $key: String!) {
  orderLetters(input: {scope: MEMBERS, memberIds: [$id], again: true}, clientMutationId: $key) { run { printUrl } } }"""
INVITE = """mutation { inviteStaff(input: {email: "mallory@evil.example", name: "M", role: ADMIN, places: {}}) { id } }"""
TOKEN = """mutation { createApiToken(input: {name: "Mallory", scopes: [NOTICES_WRITE], validDays: 30}) { secret } }"""
ASK = """mutation ($input: NoticeInput!, $key: String!) { requestApproval(input: $input, clientMutationId: $key) { id seal } }"""
CHANGE_ASKED = """mutation ($id: UUID!, $input: NoticeInput!) { changeApproval(id: $id, input: $input) { seal } }"""
APPROVE = """mutation ($id: UUID!, $seal: String!) { approveNotice(id: $id, seal: $seal) { notice { id } } }"""
PUBLISH = """mutation ($input: NoticeInput!, $key: String!) { publishNotice(input: $input, clientMutationId: $key) { notice { id } } }"""
PLAN = """mutation ($input: NoticeInput!, $key: String!) { planNotice(input: $input, clientMutationId: $key) { id } }"""
CHANGE = """mutation ($id: UUID!, $input: NoticeInput!, $key: String!) {
  changeNotice(id: $id, input: $input, clientMutationId: $key) { told } }"""
RETRACT = """mutation ($id: UUID!, $word: String!) { retractNotice(id: $id, word: $word) { id } }"""
RESET = "mutation ($number: String!, $email: String!) { requestPasswordReset(number: $number, email: $email) }"
WIDE: dict[str, Any] = {"kind": "BULLETIN", "title": "Treppenhausreinigung", "body": "Am Freitag.", "audience": [{"scope": "STOCK"}]}
FALSE_ALARM = {**WIDE, "title": "Evakuierung", "body": "Verlassen Sie sofort Ihre Wohnung."}


async def refused(person: Person, document: str, **variables: Any) -> str:
    """The stable code of the refusal."""
    with pytest.raises(Refused) as answer:
        await person.ask(document, **variables)
    [code] = answer.value.codes
    return str(code)


async def employed(target: Target) -> tuple[str, str]:
    """A caretaker with digits, and the secret of the link in today's mail."""
    places = Places(houses=frozenset({target.town.houses["Amselweg 2"].id}))
    row = (await staff_management.invite(Operator(), email=CARETAKER, name="Karl Wölfel", role=StaffRole.CARETAKER, places=places)).row
    number = await caretaker.renew_number(Operator(), row.id)
    return number, await another_link(target, 1)


async def another_link(target: Target, count: int) -> str:
    """The secret of the newest link, once `count` mails have come."""
    await caretaker.send_link(Operator(), (await Staff.get(email=CARETAKER)).id)
    mails = await target.portal.mail.wait_for(count, to=CARETAKER, deadline=20)
    return mails[-1].link("/hausmeister#").partition("#")[2]


async def left_open(target: Target, role: StaffRole) -> Person:
    """A desk somebody walked away from: signed in ten minutes ago."""
    desk = await sign_in_staff(target.portal, role)
    await Session.filter(staff_id__isnull=False).update(authenticated_at=await clock.now() - timedelta(minutes=10))
    return desk


async def same_person(target: Target, role: StaffRole) -> Person:
    """The employee once more, in another browser."""
    row = await Staff.get(email=f"{role.value}@noris.example.org")
    issued = await session.create_for_staff(row, scope=SessionScope.FULL)
    other = target.portal.person()
    other.http.cookies.set(target.portal.settings.cookie_name, issued.token)
    return other


async def test_a_caretakers_day(target: Target, tell: Tell) -> None:
    """AU-13: the link guessed, tried without its digits, from a second device, for other things, and after its day."""
    number, token = await employed(target)
    stranger = target.portal.person()
    guesses = await asyncio.gather(
        *(refused(stranger, CARETAKER_LOGIN, token=secrets.token_urlsafe(32), number=number) for _ in range(20)),
        *(refused(stranger, CARETAKER_LOGIN, token=token[:-1] + one, number=number) for one in "AQgw" if one != token[-1]),
    )
    assert set(guesses) == {"credentials_refused"}
    first, second = target.portal.person(), target.portal.person()
    await first.ask(CARETAKER_LOGIN, token=token, number=number)
    await second.ask(CARETAKER_LOGIN, token=token, number=number)
    assert await refused(first, WORK_LIST) == "not_signed_in"
    await second.ask(WORK_LIST)
    others = [
        await refused(second, text) for text in ("{ board(first: 1) { totalCount } }", "{ members(first: 1) { totalCount } }", INVITE)
    ]
    assert set(others) == {"not_allowed"}
    clock.shift(end_of_day(await clock.now()) - await clock.now() + timedelta(seconds=1))
    after = [await refused(second, WORK_LIST), await refused(stranger, CARETAKER_LOGIN, token=token, number=number)]
    clock.shift(timedelta())
    assert after == ["not_signed_in", "credentials_refused"]
    tell(f"{len(guesses)} guessed links refused; a second device ends the first; {len(others)} other fields refused; over at midnight")


async def test_a_caretakers_digits(target: Target, tell: Tell) -> None:
    """AU-05, AU-13: whoever reads the mailbox asks for link after link and guesses: ten tries a week, and the administration knows."""
    number, token = await employed(target)
    await sign_in_staff(target.portal, StaffRole.ADMIN)
    wrong = [f"{guess:06}" for guess in range(40) if f"{guess:06}" != number]
    codes, links = Counter[str](), 1
    for _ in range(4):
        codes.update(
            await asyncio.gather(*(refused(target.portal.person(), CARETAKER_LOGIN, token=token, number=one) for one in wrong[:8]))
        )
        links += 1
        token = await another_link(target, links)
        clock.shift(timedelta(minutes=10 * links))
    codes.update([await refused(target.portal.person(), CARETAKER_LOGIN, token=token, number=number)])
    clock.shift(timedelta())
    assert await Session.filter(scope=SessionScope.WORK_LIST).count() == 0
    assert await CaretakerLink.filter(ended_at=None).count() == 0
    [*alarms] = await eventually(lambda: target.portal.mail.to("admin@noris.example.org"), deadline=20)
    tell(f"{codes.total()} tries over {links} links: {dict(codes)}, the right digits at the end too; {len(alarms)} alarms")


async def test_a_desk_left_open(target: Target, tell: Tell) -> None:
    """AU-10: what leads to an account, a sheet with codes, another employee or a token asks who sits there; nothing has happened before."""
    admin = await left_open(target, StaffRole.ADMIN)
    emil = str(target.town.members["Emil"].id)
    before = (await Member.get(id=emil)).email, await Account.filter(member_id=emil).count(), await ActivationCode.all().count()
    asked = {
        "address": await refused(admin, CORRECT, id=emil, email="mallory@evil.example"),
        "new access": await refused(admin, REGRANT, id=emil, key="k"),
        "employee": await refused(admin, INVITE),
        "token": await refused(admin, TOKEN),
    }
    ordered = (await admin.ask(ORDER, id=str(target.town.members["Cora"].id), key=str(uuid4())))["orderLetters"]["run"]["printUrl"]
    reply = await admin.http.post(ordered, headers={"GraphQL-Require-Preflight": "1"})
    asked["sheet"] = reply.json()["code"]
    assert set(asked.values()) == {"reauthentication_required"}, asked
    assert before == ((await Member.get(id=emil)).email, await Account.filter(member_id=emil).count(), await ActivationCode.all().count())
    assert (await LetterRun.get()).printings == 0
    assert await ApiToken.filter(name="Mallory").count() == await Staff.filter(email="mallory@evil.example").count() == 0
    tell(f"{', '.join(asked)}: each asks who sits there")


async def test_one_person_who_would_be_two(target: Target, tell: Tell) -> None:
    """AU-16, AU-17: by a second session, an own token, an edit after somebody looked, a plan, and other words once it was let go."""
    author, colleague = await sign_in_staff(target.portal, StaffRole.ADMIN), await sign_in_staff(target.portal, StaffRole.ALERT_SENDER)
    again = await same_person(target, StaffRole.ADMIN)
    asked = (await author.ask(ASK, input=WIDE, key="wide-1"))["requestApproval"]
    ways = {"own session": await refused(again, APPROVE, id=asked["id"], seal=asked["seal"])}
    program = target.portal.person()
    program.bearer = (await author.ask(TOKEN))["createApiToken"]["secret"]
    own = (await program.ask(ASK, input=FALSE_ALARM, key="wide-2"))["requestApproval"]
    ways["own token"] = await refused(again, APPROVE, id=own["id"], seal=own["seal"])
    ways["as it is"] = await refused(author, PUBLISH, input=FALSE_ALARM, key="wide-3")
    ways["planned"] = await refused(author, PLAN, input=FALSE_ALARM, key="wide-4")
    seen = asked["seal"]
    await author.ask(CHANGE_ASKED, id=asked["id"], input=FALSE_ALARM)
    ways["edited while looked at"] = await refused(colleague, APPROVE, id=asked["id"], seal=seen)
    assert (await Notice.all().count(), await Broadcast.filter(notice_id__isnull=False).count()) == (0, 0)
    asked = (await author.ask(CHANGE_ASKED, id=asked["id"], input=WIDE))["changeApproval"] | {"id": asked["id"]}
    await Session.filter(staff_id__isnull=False).update(authenticated_at=await clock.now() - timedelta(minutes=10))
    ways["a colleague's open screen"] = await refused(colleague, APPROVE, id=asked["id"], seal=asked["seal"])
    await Session.filter(staff_id__isnull=False).update(authenticated_at=await clock.now())
    notice_id = (await colleague.ask(APPROVE, id=asked["id"], seal=asked["seal"]))["approveNotice"]["notice"]["id"]
    ways["other words afterwards"] = await refused(author, CHANGE, id=notice_id, input=FALSE_ALARM, key="change-1")
    await Session.filter(staff_id__isnull=False).update(authenticated_at=await clock.now() - timedelta(minutes=10))
    ways["a sentence besides"] = await refused(author, RETRACT, id=notice_id, word="Verlassen Sie sofort Ihre Wohnung.")
    assert (await Notice.get()).title == WIDE["title"]
    assert "Evakuierung" not in "".join(mail.text for mail in target.portal.mail.mails if mail.recipient == "anna@example.org")
    assert set(ways.values()) <= {"not_allowed", "approval_required", "changed_meanwhile", "reauthentication_required"}, ways
    tell(", ".join(f"{way}: {code}" for way, code in ways.items()))


async def test_the_desk_turns_an_account_aside(target: Target, tell: Tell) -> None:
    """AU-10, AU-15: somebody at the desk writes the own address into a member's row and asks for a password: nothing comes before the
    address is proven, the member reads of it at the old address, and the log names who it was."""
    desk = await sign_in_staff(target.portal, StaffRole.MEMBER_DESK)
    anna, own = target.town.members["Anna"], "mallory@evil.example"
    await desk.ask(CORRECT, id=str(anna.id), email=own)
    [told] = await eventually(
        lambda: [mail for mail in target.portal.mail.to("anna@example.org") if mail.subject == "Ihre E-Mail-Adresse wurde geändert"],
        deadline=20,
    )
    assert own not in told.text, "the new address is not told in full"
    stranger = target.portal.person()
    await stranger.ask(RESET, number=target.numbers["Anna"], email=own)
    await stranger.ask(RESET, number=target.numbers["Anna"], email="anna@example.org")
    await target.portal.mail.wait_for(1, to=own, deadline=20)
    assert await Broadcast.filter(message=Message.PASSWORD_RESET).count() == 0
    await target.anna.browser.ask("{ board(first: 1) { totalCount } }")
    entry = await AuditEntry.get(action=AuditAction.MEMBER_EMAIL_CORRECTED)
    employee = await Staff.get(email="member_desk@noris.example.org")
    assert (entry.actor_id, entry.object_id, entry.details["check"]) == (str(employee.id), str(anna.id), "call_back")
    account = await Account.get(member_id=anna.id)
    assert account.password_hash is not None
    await target.portal.person().ask(
        "mutation ($input: LoginInput!) { login(input: $input) { token } }",
        input={"number": target.numbers["Anna"], "password": PASSWORD + "Anna"},
    )
    tell("no password before the address is proven, the old address was told, the log names the employee, the own password still works")
