"""Erstanmeldung, step 3: the page behind the link of the activation mail. Looking changes nothing, confirming does (AU-21)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models import audit, clock, codes, keyring, passwords
from models.account import Account, ActivationCode, MailedToken, OneTimePassword, Registration
from models.audit import ActorKind, AuditAction
from models.consent import Consent, ConsentPurpose, LegalKind, LegalText
from models.database import as_uuid, placeholders, rows, transaction
from models.device import Device
from models.member import EmailState, Member, MemberStatus
from push.bounces import addresses
from resolvers import known_device, limits, session
from resolvers.account import mails, one_time, options
from resolvers.account.password import check_new
from resolvers.account.registration import send_again
from resolvers.account.request import RequestInfo
from resolvers.errors import Code, CredentialsRefused, WeakPassword


class LinkState(StrEnum):
    """What a link of an activation mail still does."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A link's state, and the registration it belongs to."""

    state: LinkState
    registration: Registration | None = None


async def look(token: str) -> Link:
    """What the link does; nothing is changed, so a mail scanner may look as often as it likes."""
    row = await MailedToken.get_or_none(token_hash=codes.token_hash(token)).prefetch_related("registration")
    if row is None or row.registration is None:
        return Link(LinkState.UNKNOWN)
    if row.used_at is not None or row.registration.confirmed_at is not None:
        return Link(LinkState.USED, row.registration)
    if row.expires_at <= await clock.now():
        return Link(LinkState.EXPIRED, row.registration)
    return Link(LinkState.OPEN, row.registration)


async def activate(request: RequestInfo, token: str, *, own_password: str | None = None) -> Account:
    """Confirm the registration: the account exists, the address is verified, the code is used, the password mail goes out.

    Where the operator wants it so, `own_password` is set at once and no password is mailed (AU-27); otherwise it is ignored.

    Raises:
        CredentialsRefused: link_used or link_expired (also for a link that never was).
        WeakPassword: the own password is missing or easy to guess; then the link stays open.
        TooManyAttempts: too many links tried from this address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request.address))
    encoded = await _own_hash(token, own_password or "") if options.current().own_password_at_activation else None
    async with transaction():
        used = await rows(
            f"UPDATE mailed_token SET used_at = {clock.sql_now()} WHERE token_hash = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
            f" AND registration_id IS NOT NULL AND used_at IS NULL AND expires_at > {clock.sql_now()} RETURNING registration_id",
            [codes.token_hash(token)],
        )
        account = await _confirm(request, as_uuid(used[0]["registration_id"]), encoded) if used else None
    if account is None:
        state = (await look(token)).state
        raise CredentialsRefused(code=Code.LINK_USED if state is LinkState.USED else Code.LINK_EXPIRED)
    return account


async def renew(request: RequestInfo, token: str) -> None:
    """A new activation mail from the page of an expired link.

    Raises:
        CredentialsRefused: link_used, or link_expired where the link never was.
        TooManyAttempts: ten mails a day were sent, or too many links tried from this address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request.address))
    link = await look(token)
    if link.state is LinkState.USED:
        raise CredentialsRefused(code=Code.LINK_USED)
    if link.registration is None:
        raise CredentialsRefused(code=Code.LINK_EXPIRED)
    await send_again(link.registration)


async def resend_password_mail(request: RequestInfo, token: str) -> None:
    """Another password mail from the page that confirmed the registration; only until an own password is set.

    Raises:
        CredentialsRefused: link_used where an own password is set already, link_expired where this link confirmed nothing,
            letter_required where mail is not enough any more (AU-25); then the desk knows.
        TooManyAttempts: five mails a day were sent, or too many links tried from this address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request.address))
    link = await look(token)
    if link.state is not LinkState.USED or link.registration is None:
        raise CredentialsRefused(code=Code.LINK_EXPIRED)
    account = await Account.get_or_none(member_id=link.registration.member_id, locked_at=None)
    if account is None or account.password_hash is not None:
        raise CredentialsRefused(code=Code.LINK_USED)
    async with transaction():
        may_have_another = await one_time.is_renewable(account)
        if may_have_another:
            await limits.hit(limits.PASSWORD_MAIL, str(account.id))
            await mails.send_one_time_password(account)
        else:
            await one_time.ask_for_letter(as_uuid(account.member_id))
    if not may_have_another:
        raise CredentialsRefused("Only a new letter helps now.", code=Code.LETTER_REQUIRED)


async def _own_hash(token: str, own_password: str) -> str | None:
    """The hash of the own password for whoever comes with an open link; nobody else is told whether it is a good one."""
    link = await look(token)
    if link.state is not LinkState.OPEN or link.registration is None:
        return None
    if not own_password:
        raise WeakPassword("Choose an own password.", field="newPassword")
    await check_new(as_uuid(link.registration.member_id), own_password, address=link.registration.email)
    return await passwords.make_hash(own_password)


async def _confirm(request: RequestInfo, registration_id: UUID, encoded: str | None) -> Account | None:
    """None where another link confirmed it before, or the person died in between; the token stays used, nothing else happens."""
    now = await clock.now()
    if not await Registration.filter(id=registration_id, confirmed_at=None).update(confirmed_at=now):
        return None
    registration = await Registration.get(id=registration_id).prefetch_related("member")
    member = registration.member
    if member.status is MemberStatus.DECEASED:
        return None
    # Whatever bounced before: this mail has arrived.
    await addresses.lift(keyring.current(), registration.email)
    await Member.filter(id=member.id).update(email=registration.email, email_state=EmailState.VERIFIED)
    await ActivationCode.filter(id=registration.code_id).update(used_at=now)
    account = await _open_account(member, encoded)
    await _keep_evidence(registration)
    if encoded is None:
        await mails.send_one_time_password(account)
    await audit.record(
        AuditAction.REGISTRATION_CONFIRMED,
        (ActorKind.TENANT, str(member.id)),
        object_kind="account",
        object_id=account.id,
        correlation_id=request.correlation_id,
    )
    return account


async def _open_account(member: Member, encoded: str | None) -> Account:
    """A new account, or the one there is, where a new letter was asked for: it loses its password, sessions, one-time passwords and
    devices (WP-34), and knows no browser any more (AU-05)."""
    now = await clock.now()
    account = await Account.get_or_none(member_id=member.id)
    if account is None:
        changed_at = now if encoded else None
        return await Account.create(member_id=member.id, activated_at=now, password_hash=encoded, password_changed_at=changed_at)
    account.password_hash, account.unused_passwords = encoded, 0
    await account.save(update_fields=["password_hash", "unused_passwords"])
    await known_device.forget(account.id)
    await OneTimePassword.filter(account_id=account.id).delete()
    await Device.filter(member_id=member.id).delete()
    await session.revoke_account(account.id)
    return account


async def _keep_evidence(registration: Registration) -> None:
    """DS-02: what was confirmed at the form, by hash, version and language of the text that stood there."""
    now = await clock.now()
    accepted = [
        (ConsentPurpose.PRIVACY_NOTICE, LegalKind.PRIVACY, registration.privacy_version),
        (ConsentPurpose.TERMS, LegalKind.TERMS, registration.terms_version),
    ]
    for purpose, kind, version in accepted:
        text = await LegalText.filter(kind=kind, version=version).order_by("language").first()
        if text is None:
            raise LookupError(f"legal text {kind.value} {version} is gone")
        await Consent.create(
            member_id=registration.member_id,
            purpose=purpose,
            text_sha256=text.sha256,
            text_version=version,
            language=text.language,
            channel="portal",
            action="ticked at registration, confirmed by mail",
            given_at=now,
        )
