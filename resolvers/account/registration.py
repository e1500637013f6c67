"""Erstanmeldung, steps 1 and 2: the form, and the page that waits for the activation mail."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models import audit, clock, codes, keyring
from models.account import Account, ActivationCode, MailedToken, Registration
from models.audit import ActorKind, AuditAction
from models.consent import LegalKind
from models.database import as_uuid, placeholders, rows, transaction
from resolvers import legal, limits
from resolvers.account import mails, numbers, one_time
from resolvers.account.request import RequestInfo
from resolvers.email import normalise
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class RegistrationStatus:
    """What the waiting page shows; only the browser that registered may ask."""

    registration_id: UUID
    email: str
    link_valid_until: datetime
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """The form was accepted. `page_secret` stays in the browser that sent it."""

    status: RegistrationStatus
    page_secret: str = field(repr=False)


async def register(
    request: RequestInfo, *, number: str, activation_password: str, email: str, accepts_privacy: bool, accepts_terms: bool
) -> Registered:
    """Accept the form and send the activation mail. A second form of the same person replaces the first.

    Unknown number, wrong code and throttled number get one answer; only who holds the right code learns more (AU-19).

    Raises:
        InvalidInput: a box is not ticked.
        InvalidEmail: the address is not complete.
        CredentialsRefused: registration_refused, code_expired or code_used.
        TooManyAttempts: too many from this address, or everywhere.
    """
    if not accepts_privacy:
        raise InvalidInput("The privacy notice must be confirmed.", field="acceptsPrivacy")
    if not accepts_terms:
        raise InvalidInput("The terms of use must be accepted.", field="acceptsTerms")
    address = normalise(email)
    # The form links the German texts, which are binding; the evidence names what was shown.
    privacy = await legal.current(LegalKind.PRIVACY)
    terms = await legal.current(LegalKind.TERMS)
    code = await _right_code(request, number, activation_password)
    page_secret = codes.new_token()
    async with transaction():
        await _hold(code)
        await _replace_earlier(as_uuid(code.member_id))
        registration = await Registration.create(
            member_id=code.member_id,
            code_id=code.id,
            login_number=numbers.clean(number)[:32],
            email=address,
            page_hash=codes.token_hash(page_secret),
            privacy_version=privacy.version,
            terms_version=terms.version,
            created_at=await clock.now(),
            mails_sent=1,
        )
        await mails.send_activation(registration)
        await audit.record(
            AuditAction.REGISTERED,
            (ActorKind.ANONYMOUS, ""),
            object_kind="member",
            object_id=registration.member_id,
            correlation_id=request.correlation_id,
        )
    return Registered(await _status(registration), page_secret)


async def order_letter(request: RequestInfo, *, number: str, activation_password: str) -> None:
    """The code of the letter ran out: the desk is asked for a new one. The limits are those of the form; asking again changes nothing.

    Raises:
        CredentialsRefused: registration_refused for strangers; code_used where the person is registered.
        Conflict: this code still works.
        TooManyAttempts: too many from this address, or everywhere.
    """
    code = await _presented(request, number, activation_password)
    refusal = await _why_unusable(code)
    if refusal is None:
        raise Conflict("This code still works.")
    if refusal is Code.CODE_USED:
        raise CredentialsRefused(code=refusal)
    async with transaction():
        await one_time.ask_for_letter(as_uuid(code.member_id))


async def status(registration_id: UUID, page_secret: str) -> RegistrationStatus:
    """What the waiting page shows.

    Raises:
        NotFound: no such registration, or not this browser's.
    """
    return await _status(await _own(registration_id, page_secret))


async def resend(registration_id: UUID, page_secret: str) -> RegistrationStatus:
    """Send the activation mail again; the newest counts. Nothing is sent when the registration is confirmed already.

    Raises:
        NotFound: no such registration, or not this browser's.
        TooManyAttempts: ten mails a day were sent.
    """
    registration = await _own(registration_id, page_secret)
    if registration.confirmed_at is None:
        await send_again(registration)
    return await _status(registration)


async def correct_email(registration_id: UUID, page_secret: str, email: str) -> RegistrationStatus:
    """Send the activation mail to another address; links in mails to the old one end at once.

    Raises:
        NotFound: no such registration, or not this browser's.
        InvalidEmail: the address is not complete.
        CredentialsRefused: link_used, the registration is confirmed already.
        TooManyAttempts: ten mails a day were sent.
    """
    address = normalise(email)
    registration = await _own(registration_id, page_secret)
    if registration.confirmed_at is not None:
        raise CredentialsRefused(code=Code.LINK_USED)
    await send_again(registration, new_address=address)
    return await _status(registration)


async def send_again(registration: Registration, *, new_address: str | None = None) -> None:
    """Another activation mail for an unconfirmed registration.

    Raises:
        CredentialsRefused: link_used, it was confirmed in between.
        TooManyAttempts: ten mails a day were sent.
    """
    await limits.hit(limits.ACTIVATION_MAIL, str(registration.id))
    registration.email = new_address or registration.email
    async with transaction():
        changed = await Registration.filter(id=registration.id, confirmed_at=None).update(
            email=registration.email, mails_sent=registration.mails_sent + 1
        )
        if not changed:
            raise CredentialsRefused(code=Code.LINK_USED)
        if new_address is not None:
            await MailedToken.filter(registration_id=registration.id).update(expires_at=await clock.now())
        await mails.send_activation(registration)


async def _right_code(request: RequestInfo, number: str, activation_password: str) -> ActivationCode:
    """The usable code of a person on this number; all refusals of strangers look alike and cost the same."""
    code = await _presented(request, number, activation_password)
    refusal = await _why_unusable(code)
    if refusal is not None:
        raise CredentialsRefused(code=refusal)
    return code


async def _presented(request: RequestInfo, number: str, activation_password: str) -> ActivationCode:
    """The code of a person on this number, used and expired ones too: who presents it is told what became of it (AU-19)."""
    await limits.hit(limits.REGISTER_GLOBAL)
    await limits.hit(limits.REGISTER_ADDRESS, limits.network(request.address))
    subject = numbers.subject(number)
    is_throttled = await limits.count(limits.REGISTER_NUMBER, subject) > 0
    code = await _find_code(number, activation_password)
    if code is None or is_throttled:
        await audit.record(
            AuditAction.REGISTRATION_REFUSED,
            (ActorKind.ANONYMOUS, ""),
            object_kind="number",
            object_id=subject,
            correlation_id=request.correlation_id,
        )
        raise CredentialsRefused("Number and activation code do not belong together.", code=Code.REGISTRATION_REFUSED)
    await limits.give_back(limits.REGISTER_NUMBER, subject)
    return code


async def _why_unusable(code: ActivationCode) -> Code | None:
    if code.used_at is not None or (code.voided_at is not None and await Account.exists(member_id=code.member_id)):
        return Code.CODE_USED
    is_over = code.voided_at is not None or code.expires_at <= await clock.now()
    return Code.CODE_EXPIRED if is_over else None


async def _find_code(number: str, activation_password: str) -> ActivationCode | None:
    members = await numbers.members_on(number)
    symbols = codes.normalise_code(activation_password) or ""
    wanted = codes.code_hash(keyring.current(), symbols)
    found: ActivationCode | None = None
    for code in await ActivationCode.filter(member_id__in=members or [UUID(int=0)]):
        if hmac.compare_digest(code.code_hash, wanted):
            found = code
    return found


async def _hold(code: ActivationCode) -> None:
    """Lock the code's row and check it once more: it may have been used or replaced a moment ago."""
    held = await rows(
        "UPDATE activation_code SET voided_at = NULL"  # noqa: S608 - a placeholder
        f" WHERE id = {placeholders(1)[0]} AND used_at IS NULL AND voided_at IS NULL AND expires_at > {clock.sql_now()} RETURNING id",
        [str(code.id)],
    )
    if not held:
        raise CredentialsRefused(code=Code.CODE_USED)


async def _replace_earlier(member_id: UUID) -> None:
    """Unconfirmed registrations of this person end, with their links: the address may have been mistyped."""
    earlier = await Registration.filter(member_id=member_id, confirmed_at=None)
    await mails.cancel([registration.id for registration in earlier])
    await Registration.filter(id__in=[registration.id for registration in earlier]).delete()


async def _own(registration_id: UUID, page_secret: str) -> Registration:
    registration = await Registration.get_or_none(id=registration_id)
    if registration is None or not hmac.compare_digest(registration.page_hash, codes.token_hash(page_secret)):
        raise NotFound
    return registration


async def _status(registration: Registration) -> RegistrationStatus:
    """The link is minted when the mail goes out, so before that the earliest possible end is shown."""
    token = await MailedToken.filter(registration_id=registration.id).order_by("-expires_at").first()
    now = await clock.now()
    until = token.expires_at if token is not None and token.expires_at > now else now + codes.ACTIVATION_LINK_VALID
    return RegistrationStatus(registration.id, registration.email, until, registration.confirmed_at is not None)
