"""Mails about the account: their secrets are minted at the moment of sending and stand nowhere else."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from models import clock, login_code, passwords
from models.account import Account, ActivationCode, EmailChange, MailedToken, OneTimePassword, Registration
from models.codes import token_hash
from models.delivery import Delivery, DeliveryState, Lane, Message, Reason
from models.device import Device
from models.keyring import Keyring
from models.login_code import LoginCode
from models.member import EmailState, Member, Membership, MembershipPerson
from models.session import Session, SessionScope
from models.suppression import Suppression
from push import fanout, outbox
from push.worker import Worker
from tests.push.world import BASE_URL, COOPERATIVE, World, worker
from tests.servers.answers import Manner
from tests.servers.authority import Authority
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer, Security


async def announce(message: Message, member: Member, subject_id: UUID) -> None:
    """As the resolvers do."""
    await outbox.announce(message, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=member.id, subject_id=subject_id)


async def registration(member: Member, email: str = "neu@muster.example") -> Registration:
    """The form was accepted."""
    now = await clock.now()
    code = await ActivationCode.create(member=member, code_hash=email, issued_at=now, expires_at=now + timedelta(days=90))
    return await Registration.create(
        member=member, code=code, login_number="1", email=email, page_hash=email, privacy_version="1", terms_version="1", created_at=now
    )


async def deliver(work: Worker) -> None:
    """Everything that is due, then goodbye."""
    await work.run_until_idle()
    await work.close()


async def test_the_activation_mail_goes_to_the_address_of_the_form(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """The member has no confirmed address yet; the link holds the token that is stored as a hash."""
    member = await world.member("Neu")
    form = await registration(member)
    await announce(Message.ACTIVATION, member, form.id)
    await deliver(worker(keyring, mail=mail_server))
    (mail,) = mail_server.mails
    assert mail.recipient == "neu@muster.example"
    token = mail.link("/aktivieren/").removeprefix(f"{BASE_URL}/aktivieren/")
    assert (await MailedToken.get()).token_hash == token_hash(token)


async def test_a_retried_activation_mail_has_a_link_that_works(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """K5: the reply was lost, so there are two mails; the newest link counts, and no token is stored in the open."""
    member = await world.member("Neu")
    form = await registration(member)
    await announce(Message.ACTIVATION, member, form.id)
    mail_server.misbehave("neu@muster.example", Manner.DROP_AFTER_ACCEPTING, times=1)
    work = worker(keyring, mail=mail_server)
    await work.run_until_idle()
    clock.shift(timedelta(minutes=7))
    await deliver(work)
    first, second = mail_server.mails
    assert first.message["Message-ID"] == second.message["Message-ID"]
    hashes = {row.token_hash for row in await MailedToken.all()}
    assert token_hash(second.link("/aktivieren/").rpartition("/")[2]) in hashes


@pytest.mark.parametrize("what", ["confirmed", "replaced"])
async def test_no_activation_mail_for_a_registration_that_is_over(
    world: World, keyring: Keyring, mail_server: MailServer, what: str
) -> None:
    """Confirmed or gone in the meantime: nothing is minted, nothing sent."""
    member = await world.member("Neu")
    form = await registration(member)
    await announce(Message.ACTIVATION, member, form.id)
    await fanout.advance(Lane.URGENT)
    if what == "confirmed":
        await Registration.all().update(confirmed_at=await clock.now())
    else:
        await Registration.all().delete()
    await deliver(worker(keyring, mail=mail_server))
    row = await Delivery.get()
    assert (row.state, row.reason) == (DeliveryState.CANCELLED, Reason.WITHDRAWN)
    assert mail_server.mails == []
    assert await MailedToken.all().count() == 0


async def test_a_refused_activation_address_suppresses_no_member(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-02: a typing error in the form is nobody's confirmed address."""
    member = await world.member("Neu", email="gut@muster.example")
    form = await registration(member, "vertippt@muster.example")
    mail_server.reply("vertippt@muster.example", "550 5.1.1 User unknown")
    await announce(Message.ACTIVATION, member, form.id)
    await deliver(worker(keyring, mail=mail_server))
    assert (await Delivery.get()).state is DeliveryState.BOUNCED
    assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED


async def test_the_password_mail_holds_a_password_that_is_stored_nowhere(
    world: World, keyring: Keyring, mail_server: MailServer, database_url: str
) -> None:
    """F2, AU-22: the look xvbdx-34768-kfmpq; only the hash is kept, and the mail does not name the number."""
    member = await world.member("Neu", email="neu@muster.example")
    account = await Account.get(member=member)
    await announce(Message.ONE_TIME_PASSWORD, member, account.id)
    await deliver(worker(keyring, mail=mail_server))
    (mail,) = mail_server.mails
    found = re.search(r"^    (\w{5}-\d{5}-\w{5})$", mail.text, re.MULTILINE)
    assert found is not None
    assert found[1] in mail.html
    stored = await OneTimePassword.get()
    assert await passwords.find(found[1].replace("-", ""), [stored.password_hash], computations=1) == stored.password_hash
    if database_url.startswith("sqlite:///"):
        content = b"".join(path.read_bytes() for path in Path(database_url.removeprefix("sqlite://")).parent.glob("*.sqlite3*"))
        assert found[1].encode() not in content
        assert found[1].replace("-", "").encode() not in content


async def test_the_password_mail_says_what_it_must_and_no_more(
    world: World, keyring: Keyring, authority: Authority, database_url: str
) -> None:
    """AU-26: one mail to one person, over TLS, with salutation, link and hint; the number stands in no header and no part of it."""
    member = await world.member("Neu", email="neu@muster.example")
    await MembershipPerson.create(membership=await Membership.create(number="4711-0815"), member=member)
    account = await Account.get(member=member)
    await announce(Message.ONE_TIME_PASSWORD, member, account.id)
    server = MailServer(Security.STARTTLS, authority.server_context())
    await server.start()
    await deliver(worker(keyring, mail=server, mail_given={"host": "localhost", "security": "starttls", "ca_file": authority.root}))
    await server.stop()
    (mail,) = server.mails
    assert mail.is_encrypted
    assert (mail.recipient, str(mail.message["To"])) == ("neu@muster.example", "Erika Neu <neu@muster.example>")
    assert mail.subject == f"Passwort für den Zugang zum Mieterportal der {COOPERATIVE.name}"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["X-Auto-Response-Suppress"] == "All"
    assert [name for name in ("Cc", "Bcc", "List-Unsubscribe", "Resent-To") if name in mail.message] == []
    assert mail.message.get_content_type() == "multipart/alternative"
    for part in (mail.text, mail.html):
        assert "Sehr geehrte Frau Neu," in part
        assert f"{BASE_URL}/" in part
        assert "Wir fragen Sie nie per E-Mail oder am Telefon nach Ihrem Passwort." in part
        assert len(set(re.findall(r"\b[a-z]{5}-\d{5}-[a-z]{5}\b", part))) == 1
    for secret in (b"4711-0815", b"47110815"):
        assert secret not in mail.content
        assert secret not in mail.content.replace(b"=\r\n", b"")


async def test_digits_go_out_once_and_stand_nowhere(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """AU-29: made when the mail is sent, for the session that waits; a suppressed address is tried once more; then nothing more is sent."""
    member = await world.member("Neu", email="neu@muster.example")
    await Member.filter(id=member.id).update(email_state=EmailState.SUPPRESSED)
    account = await Account.get(member=member)
    waiting = await waits(account)
    await announce(Message.LOGIN_CODE, member, waiting.id)
    await deliver(worker(keyring, mail=mail_server))
    (mail,) = mail_server.mails
    found = re.search(r"^    (\d{3} \d{3})$", mail.text, re.MULTILINE)
    assert found is not None
    stored = await LoginCode.get()
    assert stored.code_hash == login_code.hash_of(keyring, waiting.id, found[1])
    assert found[1].replace(" ", "") not in stored.code_hash
    assert mail.message["Auto-Submitted"] == "auto-generated"
    await Session.filter(id=waiting.id).update(revoked_at=await clock.now())
    await announce(Message.LOGIN_CODE, member, waiting.id)
    await deliver(worker(keyring, mail=mail_server))
    assert len(mail_server.mails) == 1
    assert (await Delivery.all().order_by("-id").first()).state is DeliveryState.CANCELLED  # pyright: ignore[reportOptionalMemberAccess] - two were made


async def test_the_member_hears_what_happened_to_the_account(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """AU-05: guessing, and a new device by the name its browser gave, harmless in both parts; without a name nothing is missing."""
    member = await world.member("Neu", email="neu@muster.example")
    account = await Account.get(member=member)
    named, nameless = await waits(account, "Firefox <b>auf</b>  Windows"), await waits(account)
    await announce(Message.LOGIN_ATTEMPTS, member, account.id)
    for waiting in (named, nameless):
        await announce(Message.NEW_DEVICE, member, waiting.id)
    await deliver(worker(keyring, mail=mail_server))
    texts = {mail.subject: mail for mail in mail_server.mails if "(" not in mail.text.partition("Waren")[0]}
    assert set(texts) == {"Viele Versuche, sich in Ihrem Mieterportal anzumelden", "Anmeldung mit einem neuen Gerät"}
    (told,) = [mail for mail in mail_server.mails if mail not in texts.values()]
    assert "(Firefox <b>auf</b> Windows)" in " ".join(told.text.split())
    assert "Firefox &lt;b&gt;auf&lt;/b&gt; Windows" in told.html
    assert "<b>auf" not in told.html


async def change(member: Member, old_email: str | None = "alt@muster.example") -> EmailChange:
    """The member asked for another address."""
    now = await clock.now()
    return await EmailChange.create(
        member=member, old_email=old_email, email="ganz.neu@muster.example", created_at=now, expires_at=now + timedelta(days=1)
    )


async def test_mails_about_a_change_go_where_they_belong(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """AU-10: the link to the new address, behind the hash; a word to the old one, even if the new one is the member's by then."""
    member = await world.member("Neu", email="alt@muster.example")
    asked = await change(member)
    for message in (Message.EMAIL_CHANGE, Message.EMAIL_CHANGE_ASKED):
        await announce(message, member, asked.id)
    await deliver(worker(keyring, mail=mail_server))
    sent = {mail.recipient: mail for mail in mail_server.mails}
    assert set(sent) == {"ganz.neu@muster.example", "alt@muster.example"}
    token = sent["ganz.neu@muster.example"].link("/neue-e-mail").removeprefix(f"{BASE_URL}/neue-e-mail#")
    assert (await MailedToken.get()).token_hash == token_hash(token)
    told = sent["alt@muster.example"]
    assert "ganz.neu" not in told.text + told.html
    assert token not in told.text + told.html
    await Member.filter(id=member.id).update(email="ganz.neu@muster.example")
    await EmailChange.all().update(confirmed_at=await clock.now())
    for message in (Message.EMAIL_CHANGED, Message.EMAIL_LEFT):
        await announce(message, member, asked.id)
    await deliver(worker(keyring, mail=mail_server))
    last = mail_server.mails[2:]
    assert sorted(mail.recipient for mail in last) == ["alt@muster.example", "ganz.neu@muster.example"]
    assert {mail.subject for mail in last} == {"Ihre E-Mail-Adresse wurde geändert"}
    assert all("ganz.neu" not in mail.text + mail.html for mail in last)


@pytest.mark.parametrize("what", ["ended", "gone", "nowhere"])
async def test_no_mail_about_a_change_that_is_over(world: World, keyring: Keyring, mail_server: MailServer, what: str) -> None:
    """Cancelled, deleted, or without an old address: nothing is minted, nothing sent."""
    member = await world.member("Neu", email="alt@muster.example")
    asked = await change(member, None if what == "nowhere" else "alt@muster.example")
    await announce(Message.EMAIL_LEFT if what == "nowhere" else Message.EMAIL_CHANGE, member, asked.id)
    await fanout.advance(Lane.URGENT)
    if what == "ended":
        await EmailChange.all().update(ended_at=await clock.now())
    elif what == "gone":
        await EmailChange.all().delete()
    await deliver(worker(keyring, mail=mail_server))
    row = await Delivery.get()
    assert (row.state, row.reason) == (DeliveryState.CANCELLED, Reason.WITHDRAWN)
    assert (mail_server.mails, await MailedToken.all().count()) == ([], 0)


async def test_a_new_address_with_a_typing_error_suppresses_nobody(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-02: the member goes on being written to at the address that works; nobody else who has the other one is touched."""
    member, other = await world.member("Neu", email="alt@muster.example"), await world.member("Da", email="ganz.neu@muster.example")
    asked = await change(member)
    mail_server.reply("ganz.neu@muster.example", "550 5.1.1 User unknown")
    await announce(Message.EMAIL_CHANGE, member, asked.id)
    await deliver(worker(keyring, mail=mail_server))
    assert (await Delivery.get()).state is DeliveryState.BOUNCED
    assert [(await Member.get(id=one.id)).email_state for one in (member, other)] == [EmailState.VERIFIED] * 2
    assert await Suppression.all().count() == 0


async def test_passkeys_that_come_and_go_are_told(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """AU-10"""
    member = await world.member("Neu", email="neu@muster.example")
    account = await Account.get(member=member)
    for message in (Message.PASSKEY_ADDED, Message.PASSKEY_REMOVED):
        await announce(message, member, account.id)
    await deliver(worker(keyring, mail=mail_server))
    subjects = {mail.subject for mail in mail_server.mails}
    assert subjects == {"Ein neuer Passkey für Ihr Mieterportal", "Ein Passkey für Ihr Mieterportal wurde entfernt"}
    assert {mail.recipient for mail in mail_server.mails} == {"neu@muster.example"}


async def waits(account: Account, device: str = "") -> Session:
    """A session that waits for digits."""
    now = await clock.now()
    return await Session.create(
        token_hash=str(uuid4()),
        account=account,
        scope=SessionScope.LOGIN_CODE,
        device_label=device,
        created_at=now,
        authenticated_at=now,
        last_seen_at=now,
        idle_expires_at=now + timedelta(minutes=30),
        expires_at=now + timedelta(minutes=30),
    )


async def test_a_reset_link_keeps_its_token_behind_the_hash(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """No server log sees it; a suppressed address is tried once more for this one mail (SM-19)."""
    member = await world.member("Neu", email="neu@muster.example")
    await Member.filter(id=member.id).update(email_state=EmailState.SUPPRESSED)
    account = await Account.get(member=member)
    await announce(Message.PASSWORD_RESET, member, account.id)
    await deliver(worker(keyring, mail=mail_server))
    (mail,) = mail_server.mails
    token = mail.link("/neues-passwort").removeprefix(f"{BASE_URL}/neues-passwort#")
    assert (await MailedToken.get()).token_hash == token_hash(token)


async def test_a_locked_account_gets_no_secret(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """Locked between asking and sending."""
    member = await world.member("Neu", email="neu@muster.example")
    account = await Account.get(member=member)
    await announce(Message.ONE_TIME_PASSWORD, member, account.id)
    await announce(Message.PASSWORD_RESET, member, account.id)
    await Account.all().update(locked_at=await clock.now())
    await deliver(worker(keyring, mail=mail_server))
    assert {row.state for row in await Delivery.all()} == {DeliveryState.CANCELLED}
    assert mail_server.mails == []


async def test_a_test_push_goes_to_its_device_alone(world: World, keyring: Keyring, fcm_service: FcmService, tmp_path: Path) -> None:
    """ "Send me a test": the other devices stay silent; a device that is not the member's gets nothing."""
    member, other = await world.member("Muster"), await world.member("Fremd")
    token, silent = await world.phone(member, fcm_service), await world.phone(member, fcm_service)
    mine, not_theirs = await Device.get(endpoint=token), await Device.get(endpoint=silent)
    await announce(Message.TEST_PUSH, member, mine.id)
    await announce(Message.TEST_PUSH, other, not_theirs.id)
    await deliver(worker(keyring, fcm=fcm_service, folder=tmp_path))
    assert [message.token for message in fcm_service.messages] == [token]
    assert fcm_service.received(silent) == []
    assert fcm_service.messages[0].notification["title"] == "Test vom Mieterportal"
