"""DS-19a: the status "deceased" stops every mail, push and serial letter at once, locks the account and makes a task for staff."""

from collections.abc import Collection
from uuid import UUID, uuid4

from models import bulk, clock, reader
from models.database import Dialect, as_uuid, dialect, rows
from models.delivery import DeliveryState, Reason
from models.device import Device
from models.member import MemberTask, MemberTaskKind


async def silence(member_ids: Collection[UUID]) -> list[UUID]:
    """Void devices, sessions, codes, mailed links, one-time passwords and open deliveries of these members; lock their accounts.

    Whoever reads for them stops, by deed or not.

    Staff get one task each, to find out who comes next: heirs, or who lives on in the flat.
    Runs in the caller's transaction and is safe to repeat. A delivery that a worker takes or settles at this moment is passed over, so
    that the two never wait for each other in a circle: the worker looks again before it sends. Returns the sessions that ended, for
    open screens to be told.
    """
    if not member_ids:
        return []
    members = bulk.list_from(bulk.numbered(1), "uuid")
    accounts = f"SELECT id FROM account WHERE member_id IN ({members})"  # noqa: S608 - values by placeholder
    now, free = clock.sql_now(), "FOR UPDATE SKIP LOCKED" if dialect() is Dialect.POSTGRESQL else ""
    value = [bulk.encoded(list(member_ids))]
    await bulk.delete(Device, "member_id", member_ids)
    ended = await rows(
        f"UPDATE session SET revoked_at = {now} WHERE revoked_at IS NULL AND account_id IN ({accounts}) RETURNING id",  # noqa: S608 - as above
        value,
    )
    for statement in (
        f"UPDATE account SET locked_at = {now} WHERE locked_at IS NULL AND member_id IN ({members})",  # noqa: S608 - as above
        f"DELETE FROM one_time_password WHERE account_id IN ({accounts})",  # noqa: S608 - as above
        f"UPDATE activation_code SET voided_at = {now} "  # noqa: S608 - as above
        f"WHERE voided_at IS NULL AND used_at IS NULL AND member_id IN ({members})",
        f"UPDATE mailed_token SET expires_at = {now} WHERE used_at IS NULL AND expires_at > {now} AND (account_id IN ({accounts}) "  # noqa: S608 - as above
        f"OR registration_id IN (SELECT id FROM registration WHERE member_id IN ({members})))",
        f"UPDATE delivery SET state = '{DeliveryState.SUPPRESSED}', reason = '{Reason.DECEASED}', is_open = FALSE, "  # noqa: S608 - as above
        f"settled_at = {now}, lease_until = NULL, lease_token = NULL "
        f"WHERE id IN (SELECT id FROM delivery WHERE is_open AND member_id IN ({members}) {free})",
    ):
        await rows(statement, value)
    await _ask_for_heirs(member_ids)
    return [*(as_uuid(row["id"]) for row in ended), *await reader.end_with(member_ids)]


async def _ask_for_heirs(member_ids: Collection[UUID]) -> None:
    tasks = await bulk.select(MemberTask, ["member_id", "kind", "settled_at"], by="member_id", values=list(member_ids))
    open_ones = (row for row in tasks if row["settled_at"] is None and row["kind"] == MemberTaskKind.CLARIFY_HEIRS)
    asked = {as_uuid(row["member_id"]) for row in open_ones}
    now = await clock.now()
    await bulk.insert(
        MemberTask,
        [
            {"id": uuid4(), "kind": MemberTaskKind.CLARIFY_HEIRS, "member_id": member_id, "created_at": now, "settled_by": ""}
            for member_id in sorted(member_ids)
            if member_id not in asked
        ],
    )
