"""Passkeys (https://www.w3.org/TR/webauthn-3/): of members in place of the password, of employees as second factor (AU-14, AU-29).

Each ceremony is a challenge kept here, good for one answer, for five minutes, and in the session it was made for. The browser must have
verified its user (finger, face or PIN), so a passkey alone is two factors. Relying party and origin are those of the configured address.
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from models import audit, clock
from models.account import Account, MailedToken
from models.audit import ActorKind, AuditAction
from models.database import as_uuid, placeholders, rows, transaction
from models.delivery import Message
from models.member import Member
from models.passkey import CeremonyKind, Passkey, PasskeyCeremony
from models.second_factor import Factor
from models.session import SessionKind, SessionScope
from models.staff import Staff as StaffRow
from models.staff_mail import StaffSecurityChange
from push import staff_mail
from resolvers import limits, recent, second_factor, session, text
from resolvers.access import Staff, Tenant, actor, refusal
from resolvers.account import mails
from resolvers.account.request import RequestInfo
from resolvers.errors import Conflict, CredentialsRefused, NotFound
from resolvers.second_factor import Opened
from resolvers.session import Issued, Renewed

CEREMONY_VALID = timedelta(minutes=5)
MOST = 20
LONGEST_NAME = 60
_FIELD = "credential"


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks for a passkey: the portal at its configured address, never what a request's Host says."""

    origin: str
    name: str

    @property
    def id(self) -> str:
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A question to the browser: `options` is the JSON for navigator.credentials, `id` comes back with the answer."""

    id: UUID
    options: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Added:
    """A new passkey, and what it opened for an employee who was setting up the second factor."""

    passkey: Passkey
    opened: Opened


async def begin_registration(viewer: Tenant | Staff, party: Party) -> Ceremony:
    """A question for a new passkey; those that are known are not offered again.

    Raises:
        NotAllowed: reauthentication_required, or the session owes another step.
        Conflict: there are twenty.
    """
    await _require_setup(viewer)
    known = await own(viewer)
    if len(known) >= MOST:
        raise Conflict("There are as many passkeys as one person may have.")
    challenge = secrets.token_bytes(32)
    name, label = await _names(viewer)
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=_owner_id(viewer).bytes,
        user_name=name,
        user_display_name=label,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(known),
    )
    return await _ask(CeremonyKind.REGISTRATION, challenge, options_to_json(options), viewer.session_id)


async def finish_registration(
    request: RequestInfo, viewer: Tenant | Staff, party: Party, *, ceremony_id: UUID, credential: str, name: str
) -> Added:
    """Keep the passkey the browser made. All other sessions of the person end; an employee's waiting session opens.

    Raises:
        CredentialsRefused: the answer fits no question of this session, or is not what was asked for.
        InvalidInput: no name, or a longer one than 60 characters.
        NotAllowed: as begin_registration.
    """
    await _require_setup(viewer)
    name = text.line(name, field="name", most=LONGEST_NAME) or "Passkey"
    challenge = await _take(CeremonyKind.REGISTRATION, ceremony_id, viewer.session_id)
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise CredentialsRefused("The browser's answer is not a new passkey for this portal.", field=_FIELD) from error
    credential_id = bytes_to_base64url(made.credential_id)
    async with transaction():
        if await Passkey.exists(credential_id=credential_id):
            raise CredentialsRefused("This passkey is known already.", field=_FIELD)
        row = await Passkey.create(
            account_id=viewer.account_id if isinstance(viewer, Tenant) else None,
            staff_id=viewer.staff_id if isinstance(viewer, Staff) else None,
            credential_id=credential_id,
            public_key=bytes_to_base64url(made.credential_public_key),
            sign_count=made.sign_count,
            name=name,
            created_at=await clock.now(),
        )
        await audit.record(AuditAction.PASSKEY_ADDED, actor(viewer), object_kind="passkey", object_id=row.id)
        if isinstance(viewer, Staff):
            return Added(row, await second_factor.set_up(request, viewer, Factor.PASSKEY))
        await session.end_others(viewer)
        await mails.send_passkey_changed(Message.PASSKEY_ADDED, viewer)
    return Added(row, Opened(None, []))


async def begin_login(request: RequestInfo, party: Party) -> Ceremony:
    """A question to whoever comes: any passkey of the portal that the device has. It names nobody.

    Raises:
        TooManyAttempts: a hundred questions in five minutes from this network address.
    """
    await limits.hit(limits.PASSKEY_CEREMONY, limits.network(request.address))
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(rp_id=party.id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED)
    return await _ask(CeremonyKind.LOGIN, challenge, options_to_json(options), None)


async def login(
    request: RequestInfo,
    party: Party,
    *,
    ceremony_id: UUID,
    credential: str,
    kind: SessionKind = SessionKind.COOKIE,
    device_label: str = "",
) -> Issued:
    """Sign in a member by passkey. An employee's passkey is a second step and opens nothing here.

    Raises:
        CredentialsRefused: unknown, removed, locked, deceased, another question's answer: one answer.
    """
    challenge = await _take(CeremonyKind.LOGIN, ceremony_id, None)
    row = await _find(credential)
    if row is None or row.account_id is None:
        raise await _refused(request)
    async with transaction():
        held = await rows(
            f"UPDATE account SET last_login_at = {clock.sql_now()} WHERE id = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
            " AND locked_at IS NULL AND password_hash IS NOT NULL RETURNING id",
            [str(row.account_id)],
        )
        issued = None
        if held and await _verify(row, party, challenge, credential):
            account = await Account.get(id=as_uuid(row.account_id))
            await MailedToken.filter(account_id=account.id, used_at=None).update(expires_at=await clock.now())
            issued = await session.create_for_account(account, scope=SessionScope.FULL, kind=kind, device_label=device_label)
            await session.note_login(issued, request.correlation_id, factor=Factor.PASSKEY)
    if issued is None:
        raise await _refused(request)
    return issued


async def begin_check(viewer: Tenant | Staff, party: Party) -> Ceremony:
    """A question to the person of this session for one of their passkeys: the second step of the login, or a fresh confirmation.

    Raises:
        NotAllowed: the session owes another step.
        Conflict: they have no passkey.
    """
    if viewer.scope not in {SessionScope.FULL, SessionScope.SECOND_FACTOR}:
        raise refusal(viewer)
    known = await own(viewer)
    if not known:
        raise Conflict("There is no passkey.")
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return await _ask(CeremonyKind.CONFIRMATION, challenge, options_to_json(options), viewer.session_id)


async def enter(request: RequestInfo, viewer: Staff, party: Party, *, ceremony_id: UUID, credential: str) -> Issued:
    """The second step of an employee's login.

    Raises:
        CredentialsRefused: not the right passkey, or not an answer to this session's question.
        NotAllowed: the session owes no second factor.
    """
    if viewer.scope is not SessionScope.SECOND_FACTOR:
        raise refusal(viewer)
    await _check(viewer, party, ceremony_id, credential)
    async with transaction():
        return await second_factor.open_fully(request, viewer, Factor.PASSKEY)


async def confirm(viewer: Tenant | Staff, party: Party, *, ceremony_id: UUID, credential: str) -> Renewed | None:
    """Show again who sits here, for the next five minutes of this session (AU-10). Returns what the browser's cookie becomes.

    Raises:
        CredentialsRefused: as enter.
        NotAllowed: the session is not fully open yet.
    """
    if viewer.scope is not SessionScope.FULL:
        raise refusal(viewer)
    await _check(viewer, party, ceremony_id, credential)
    return await session.confirm(viewer)


async def own(viewer: Tenant | Staff) -> list[Passkey]:
    """The passkeys of this person, the oldest first."""
    return await Passkey.filter(session.owner(viewer)).order_by("created_at", "id")


async def rename(viewer: Tenant | Staff, passkey_id: UUID, name: str) -> Passkey:
    """Give it another name.

    Raises:
        NotAllowed: reauthentication_required.
        NotFound: it is not the viewer's.
        InvalidInput: no name, or too long a one.
    """
    await recent.require(viewer)
    row = await Passkey.get_or_none(session.owner(viewer), id=passkey_id)
    if row is None:
        raise NotFound
    row.name = text.line(name, field="name", most=LONGEST_NAME) or row.name
    async with transaction():
        await row.save(update_fields=["name"])
        await audit.record(AuditAction.PASSKEY_RENAMED, actor(viewer), object_kind="passkey", object_id=row.id)
    return row


async def remove(viewer: Tenant | Staff, passkey_id: UUID) -> None:
    """It opens nothing any more; all other sessions of the person end.

    Raises:
        NotAllowed: reauthentication_required.
        NotFound: it is not the viewer's.
        Conflict: it is an employee's only second factor, and one is mandatory.
    """
    await recent.require(viewer)
    async with transaction():
        if isinstance(viewer, Staff):
            await second_factor.hold(viewer)
        if not await Passkey.exists(session.owner(viewer), id=passkey_id):
            raise NotFound
        if isinstance(viewer, Staff):
            await second_factor.require_another(viewer.staff_id, Factor.PASSKEY)
        await Passkey.filter(id=passkey_id).delete()
        await session.end_others(viewer)
        if isinstance(viewer, Staff):
            await staff_mail.tell(StaffSecurityChange.PASSKEY_REMOVED, viewer.staff_id)
        else:
            await mails.send_passkey_changed(Message.PASSKEY_REMOVED, viewer)
        await audit.record(AuditAction.PASSKEY_REMOVED, actor(viewer), object_kind="passkey", object_id=passkey_id)


async def _require_setup(viewer: Tenant | Staff) -> None:
    if isinstance(viewer, Staff):
        await second_factor.require_setup(viewer)
    else:
        await recent.require(viewer)


def _owner_id(viewer: Tenant | Staff) -> UUID:
    return viewer.account_id if isinstance(viewer, Tenant) else viewer.staff_id


async def _names(viewer: Tenant | Staff) -> tuple[str, str]:
    """What the device shows beside the passkey."""
    if isinstance(viewer, Staff):
        row = await StaffRow.get(id=viewer.staff_id)
        return row.email, row.name
    member = await Member.get(id=viewer.member_id)
    return member.name, member.name


def _descriptors(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential_id)) for row in known]


async def _ask(kind: CeremonyKind, challenge: bytes, options: str, session_id: UUID | None) -> Ceremony:
    """Questions that nobody answered in time go when the next one is asked."""
    now = await clock.now()
    async with transaction():
        await PasskeyCeremony.filter(expires_at__lte=now).delete()
        row = await PasskeyCeremony.create(
            kind=kind, session_id=session_id, challenge=base64.b64encode(challenge).decode(), expires_at=now + CEREMONY_VALID
        )
    return Ceremony(row.id, options)


async def _take(kind: CeremonyKind, ceremony_id: UUID, session_id: UUID | None) -> bytes:
    """The challenge, which is used up by the first answer whatever it is."""
    values = [str(ceremony_id), *([str(session_id)] if session_id else [])]
    marks = placeholders(len(values))
    taken = await rows(
        f"DELETE FROM passkey_ceremony WHERE id = {marks[0]} AND kind = '{kind.value}' AND expires_at > {clock.sql_now()}"  # noqa: S608 - own SQL
        f" AND session_id {f'= {marks[1]}' if session_id else 'IS NULL'} RETURNING challenge",
        values,
    )
    if not taken:
        raise CredentialsRefused("This answer is too late, or to a question that was not asked here.", field=_FIELD)
    return base64.b64decode(taken[0]["challenge"])


async def _find(credential: str) -> Passkey | None:
    try:
        return await Passkey.get_or_none(credential_id=parse_authentication_credential_json(credential).id)
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return None


async def _check(viewer: Tenant | Staff, party: Party, ceremony_id: UUID, credential: str) -> None:
    challenge = await _take(CeremonyKind.CONFIRMATION, ceremony_id, viewer.session_id)
    row = await _find(credential)
    owner = None if row is None else row.account_id if isinstance(viewer, Tenant) else row.staff_id
    if row is None or owner is None or as_uuid(owner) != _owner_id(viewer) or not await _verify(row, party, challenge, credential):
        raise CredentialsRefused("This is not one of the person's passkeys.", field=_FIELD)


async def _verify(row: Passkey, party: Party, challenge: bytes, credential: str) -> bool:
    """Whether the answer is right; the counter moves on in one statement, so that a copied key shows (section 6.1.1)."""
    try:
        answer = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return False
    moved = await Passkey.filter(id=row.id, sign_count=row.sign_count).update(
        sign_count=answer.new_sign_count, last_used_at=await clock.now()
    )
    return moved == 1


async def _refused(request: RequestInfo) -> CredentialsRefused:
    await audit.record(AuditAction.LOGIN_REFUSED, (ActorKind.ANONYMOUS, ""), object_kind="passkey", correlation_id=request.correlation_id)
    return CredentialsRefused(field=_FIELD)
