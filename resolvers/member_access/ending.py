"""Zugang neu vergeben after separation, loss or misuse: the old access ends at once and whole; a new letter opens the next."""

from dataclasses import dataclass
from uuid import UUID

from models import audit, clock
from models.account import Account, ActivationCode, EmailConfirmation, Registration
from models.audit import AuditAction
from models.database import placeholders, rows, transaction
from models.device import Device
from models.member import EmailState, Member
from resolvers import email_change, idempotency, letter, reader, recent, session
from resolvers.access import Viewer, actor
from resolvers.account import mails
from resolvers.letter import LetterChoice, LetterScope, RunView
from resolvers.member_access.people import find_living, reason_of

MUTATION = "regrant_access"


@dataclass(frozen=True, slots=True)
class Regranted:
    """The member without an access, and the run with the one letter."""

    member: Member
    run: RunView | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a name of a mutation stands for."""

    member_id: UUID
    reason: str


async def end_access(viewer: Viewer, member_id: UUID) -> int:
    """End sessions (with their sockets), devices, passkeys, passwords, mailed links, live codes, open registrations and the e-mail address.

    Whom the member invited to read along goes too; a guardian or proxy reads by deed and stays (DS-19a).

    In the caller's transaction; safe to repeat. Every way of ending an access goes through here. The account goes as a whole, so that
    what belongs to it goes with it; what was read and agreed to belongs to the member and stays. Returns how many sessions ended.
    """
    account = await _hold(member_id)
    ended = await session.revoke_account(account.id) if account is not None else 0
    registrations = await Registration.filter(member_id=member_id, confirmed_at=None)
    confirmations = await EmailConfirmation.filter(member_id=member_id, confirmed_at=None)
    await mails.cancel([row.id for row in (*registrations, *confirmations, *([account] if account is not None else []))])
    await Device.filter(member_id=member_id).delete()
    await Registration.filter(id__in=[row.id for row in registrations]).delete()
    await EmailConfirmation.filter(member_id=member_id).delete()
    await email_change.forget(member_id)
    await ActivationCode.filter(member_id=member_id, used_at=None, voided_at=None).update(voided_at=await clock.now())
    await reader.end_all(viewer, member_id)
    await Account.filter(member_id=member_id).delete()
    await Member.filter(id=member_id).update(email=None, email_state=EmailState.NONE)
    return ended


async def regrant(viewer: Viewer, member_id: UUID, *, reason: str, client_mutation_id: str) -> Regranted:
    """End the member's access and order the letter for a new one; its code is made when it is printed.

    A letter that waits to be printed already is enough: two of them would be two sheets, of which one opens nothing.
    The same `client_mutation_id` once more, however late, ends nothing: the member may have a newer access by then.

    Raises:
        NotAllowed: the member desk and the administration only; reauthentication_required.
        NotFound: there is no such member for the viewer.
        InvalidInput: the reason; or nobody can be written to, as there is no number or no address. Then nothing has ended.
        Conflict: the member is deceased, or idempotency_conflict.
    """
    reason = reason_of(reason)
    member = await find_living(viewer, member_id)
    await recent.require(viewer)
    async with transaction():
        claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, _Asked(member.id, reason))
        if claimed.result_id:
            return Regranted(await Member.get(id=member.id), await letter.find(viewer, claimed.result_id))
        ended = await end_access(viewer, member.id)
        run = await letter.waiting_for(member.id)
        if run is None:
            choice = LetterChoice(LetterScope.MEMBERS, member_ids=(member.id,), again=True)
            run = (await letter.order(viewer, choice, client_mutation_id)).run
        if run is not None:
            await idempotency.finish(claimed, run.run.id)
        details: dict[str, object] = {"reason": reason, "sessions": ended}
        await audit.record(AuditAction.MEMBER_ACCESS_ENDED, actor(viewer), object_kind="member", object_id=member.id, details=details)
    return Regranted(await Member.get(id=member.id), run)


async def _hold(member_id: UUID) -> Account | None:
    """Lock the account's row, first as everywhere: who signs in at this moment waits, and then finds no account."""
    held = await rows(
        f"UPDATE account SET lock_reason = lock_reason WHERE member_id = {placeholders(1)[0]} RETURNING id",  # noqa: S608 - a placeholder
        [str(member_id)],
    )
    return await Account.get(id=held[0]["id"]) if held else None
