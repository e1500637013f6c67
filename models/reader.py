"""Who reads what another member reads: by the member's invitation (a carer, a relative), or by deed (a legal guardian, a proxy).

The reading person is a row of `member` like everybody who can sign in: their own one where they are a member too, else one of status
`reader`, which belongs to no membership, contract or audience (docs/decisions/0010-readers.md).
"""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q

from models import bulk, clock
from models.base import Row, enum_field
from models.database import as_uuid, rows
from models.member import Member, MemberStatus


class ReaderKind(StrEnum):
    """By whose word somebody reads. A guardian or proxy reads by deed, without the member's consent (DS-19a)."""

    INVITED = "invited"
    GUARDIAN = "guardian"
    PROXY = "proxy"


class ReaderEnd(StrEnum):
    """Who or what ended it."""

    MEMBER = "member"
    READER = "reader"
    STAFF = "staff"
    REPLACED = "replaced"
    ACCESS_ENDED = "access_ended"
    DECEASED = "deceased"


class Reader(Row):
    """`person` reads for `member`: the notices, and the documents where `reads_documents` says so; nothing can be changed by it.

    `name` and `email` are what the inviting side wrote. `starts_on` and `ends_on` are inclusive days in Europe/Berlin of a deed;
    `deed_note` says which paper was seen, `deed_seen_by` is the employee's id, kept when they leave.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="readers")
    person: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="reads_for")
    kind = enum_field(ReaderKind)
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    reads_documents = fields.BooleanField(default=False)
    invited_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)
    deed_note = fields.CharField(max_length=300, default="")
    deed_seen_by = fields.CharField(max_length=36, default="")
    deed_seen_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by = fields.CharEnumField(ReaderEnd, description="", max_length=32, null=True)

    member_id: object
    person_id: object

    class Meta:
        table = "reader"
        indexes = (("member_id",), ("person_id",))

    @property
    def is_by_deed(self) -> bool:
        """Whether the cooperative registered it, and only the cooperative ends it."""
        return self.kind is not ReaderKind.INVITED


async def running() -> Q:
    """Who reads at this moment, as a condition on Reader: accepted, not ended, within the days of a deed, both alive, not locked out."""
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    return Q(
        Q(starts_on__isnull=True) | Q(starts_on__lte=today),
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        accepted_at__isnull=False,
        ended_at__isnull=True,
        person__account__id__isnull=False,
        person__account__locked_at__isnull=True,
    ) & ~(Q(member__status=MemberStatus.DECEASED) | Q(person__status=MemberStatus.DECEASED))


async def release(person_ids: Collection[UUID]) -> list[UUID]:
    """Close the accounts of those of these people who only read, and do so for nobody any more: sessions, devices, the account itself.

    In the caller's transaction, safe to repeat. Returns the sessions that ended, for open screens to be told.
    """
    people = bulk.list_from(bulk.numbered(1), "uuid")
    idle = (
        f"SELECT m.id FROM member m WHERE m.id IN ({people}) AND m.status = '{MemberStatus.READER}'"  # noqa: S608 - values by placeholder
        " AND NOT EXISTS (SELECT 1 FROM reader r WHERE r.person_id = m.id AND r.ended_at IS NULL)"
    )
    value = [bulk.encoded(sorted(str(person_id) for person_id in person_ids))]
    ended = await rows(
        f"UPDATE session SET revoked_at = {clock.sql_now()} WHERE revoked_at IS NULL"  # noqa: S608 - as above
        f" AND account_id IN (SELECT id FROM account WHERE member_id IN ({idle})) RETURNING id",
        value,
    )
    for table in ("device", "account"):
        await rows(f"DELETE FROM {table} WHERE member_id IN ({idle})", value)  # noqa: S608 - as above
    return [as_uuid(row["id"]) for row in ended]


async def end_with(member_ids: Collection[UUID]) -> list[UUID]:
    """These members died: nobody reads for them any more, and they for nobody; by deed or not (DS-19a). As `release`."""
    members = bulk.list_from(bulk.numbered(1), "uuid")
    ended = await rows(
        f"UPDATE reader SET ended_at = {clock.sql_now()}, ended_by = '{ReaderEnd.DECEASED}' WHERE ended_at IS NULL"  # noqa: S608 - values by placeholder
        f" AND (member_id IN ({members}) OR person_id IN ({members})) RETURNING person_id",
        [bulk.encoded(sorted(str(member_id) for member_id in member_ids))],
    )
    return await release({as_uuid(row["person_id"]) for row in ended}) if ended else []
