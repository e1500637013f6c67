"""The page behind the link of an invitation. Looking changes nothing; the button accepts, once (as AU-07, AU-21)."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models import audit, clock, codes, keyring, password_policy, passwords
from models.account import Account, MailedToken
from models.audit import ActorKind, AuditAction
from models.consent import Consent, ConsentPurpose, LegalKind, LegalText
from models.database import as_uuid, placeholders, rows, transaction
from models.member import EmailState, Member, MemberStatus, Salutation
from models.reader import Reader, ReaderKind
from push.bounces import addresses
from resolvers import legal, limits, text
from resolvers.access import Viewer, actor, require_tenant
from resolvers.account.request import RequestInfo
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidInput, NotAllowed, WeakPassword
from resolvers.reader import mails


class InvitationState(StrEnum):
    """What the link still does."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the page shows to who holds the link. `needs_sign_in`: the address opens an account already, which accepts instead."""

    state: InvitationState
    member_name: str = ""
    name: str = ""
    email: str = ""
    kind: ReaderKind | None = None
    reads_documents: bool = False
    needs_sign_in: bool = False


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the form says."""

    token: str = field(repr=False)
    first_name: str
    last_name: str
    password: str = field(repr=False)
    accepts_privacy: bool
    accepts_terms: bool
    salutation: Salutation = Salutation.NEUTRAL


async def look(token: str) -> Invitation:
    """What the link does; nothing is changed, so a mail scanner may look as often as it likes."""
    row = await MailedToken.get_or_none(token_hash=codes.token_hash(token)).prefetch_related("reader__member", "reader__person")
    if row is None or row.reader is None:
        return Invitation(InvitationState.EXPIRED)
    reader = row.reader
    if row.used_at is not None or reader.accepted_at is not None:
        return Invitation(InvitationState.USED)
    if row.expires_at <= await clock.now() or reader.ended_at is not None or not reader.member.is_reachable:
        return Invitation(InvitationState.EXPIRED)
    is_known = await Account.exists(login_email=reader.email.lower())
    return Invitation(InvitationState.OPEN, reader.member.name, reader.name, reader.email, reader.kind, reader.reads_documents, is_known)


async def accept(request: RequestInfo, form: Acceptance) -> str:
    """Accept as somebody without an account: a name, an own password, and the texts confirmed. Returns what they sign in with.

    Raises:
        InvalidInput: a box is not ticked, or a name.
        CredentialsRefused: link_used or link_expired (also for a link that never was).
        WeakPassword: easy to guess; the link stays open.
        Conflict: the address opens an account already; that one accepts.
        TooManyAttempts: too many links tried from this address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request.address))
    if not form.accepts_privacy:
        raise InvalidInput("The privacy notice must be confirmed.", field="acceptsPrivacy")
    if not form.accepts_terms:
        raise InvalidInput("The terms of use must be accepted.", field="acceptsTerms")
    first_name = text.line(form.first_name, field="firstName", least=1, most=80)
    last_name = text.line(form.last_name, field="lastName", least=1, most=120)
    invitation = await look(form.token)
    if invitation.state is not InvitationState.OPEN:
        raise _refusal(invitation.state)
    if not await password_policy.is_good(form.password, password_policy.TENANT, [invitation.email, first_name, last_name]):
        raise WeakPassword(field="password")
    texts = [
        (ConsentPurpose.PRIVACY_NOTICE, await legal.current(LegalKind.PRIVACY)),
        (ConsentPurpose.TERMS, await legal.current(LegalKind.TERMS)),
    ]
    encoded = await passwords.make_hash(form.password)
    try:
        async with transaction():
            row = await _use(form.token)
            person_id, now = as_uuid(row.person_id), await clock.now()
            await Account.create(
                member_id=person_id,
                login_email=row.email.lower(),
                password_hash=encoded,
                activated_at=now,
                password_changed_at=now,
                paper_question_answered_at=now,
            )
            await addresses.lift(keyring.current(), row.email)
            await Member.filter(id=person_id).update(
                first_name=first_name, last_name=last_name, salutation=form.salutation, email_state=EmailState.VERIFIED
            )
            await _keep_evidence(person_id, texts)
            await _start(row, (ActorKind.TENANT, str(person_id)), request.correlation_id)
    except IntegrityError as error:
        raise Conflict("This address opens an account already: sign in to accept.") from error
    return row.email.lower()


async def accept_as(viewer: Viewer, request: RequestInfo, token: str) -> None:
    """Accept with the account one has: a member's own, or that of somebody who reads for others already.

    Raises:
        NotAllowed: nobody who could read is signed in, or the member who invited.
        CredentialsRefused: link_used or link_expired (also for a link that never was).
        Conflict: the viewer reads for this member already.
        TooManyAttempts: too many links tried from this address.
    """
    tenant = require_tenant(viewer)
    await limits.hit(limits.LINK_ADDRESS, limits.network(request.address))
    async with transaction():
        row = await _use(token)
        if row.member_id == tenant.member_id:
            raise NotAllowed
        if await Reader.exists(member_id=row.member_id, person_id=tenant.member_id, kind=row.kind, ended_at=None):
            raise Conflict("You read for this member already.")
        stand_in = as_uuid(row.person_id)
        await Reader.filter(id=row.id).update(person_id=tenant.member_id)
        await Member.filter(id=stand_in, status=MemberStatus.READER, account__id__isnull=True).delete()
        await _start(await Reader.get(id=row.id), actor(viewer), request.correlation_id)


async def _use(token: str) -> Reader:
    """Use the link up, first of all; a refusal later rolls this back."""
    digest = codes.token_hash(token)
    used = await rows(
        f"UPDATE mailed_token SET used_at = {clock.sql_now()} WHERE token_hash = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
        f" AND reader_id IS NOT NULL AND used_at IS NULL AND expires_at > {clock.sql_now()} RETURNING reader_id",
        [digest],
    )
    row = await Reader.get_or_none(id=as_uuid(used[0]["reader_id"])).prefetch_related("member") if used else None
    if row is None or not row.member.is_reachable:
        raise _refusal((await look(token)).state)
    if not await Reader.filter(id=row.id, accepted_at=None, ended_at=None).update(accepted_at=await clock.now()):
        raise CredentialsRefused(code=Code.LINK_USED)
    return row


async def _start(row: Reader, who: tuple[ActorKind, str], correlation_id: str) -> None:
    await mails.tell_started(row)
    details: dict[str, object] = {"reader": str(row.id), "kind": row.kind.value, "documents": row.reads_documents}
    await audit.record(
        AuditAction.READER_STARTED,
        who,
        object_kind="member",
        object_id=row.member_id,
        correlation_id=correlation_id,
        details=details,
    )


async def _keep_evidence(person_id: UUID, texts: list[tuple[ConsentPurpose, LegalText]]) -> None:
    """DS-02: what was confirmed at the form, by hash, version and language of the text that stood there."""
    now = await clock.now()
    for purpose, shown in texts:
        await Consent.create(
            member_id=person_id,
            purpose=purpose,
            text_sha256=shown.sha256,
            text_version=shown.version,
            language=shown.language,
            channel="portal",
            action="ticked when the invitation to read along was accepted",
            given_at=now,
        )


def _refusal(state: InvitationState) -> CredentialsRefused:
    return CredentialsRefused(code=Code.LINK_USED if state is InvitationState.USED else Code.LINK_EXPIRED)
