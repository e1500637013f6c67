"""Member (a person the cooperative deals with) and membership (a Mitgliedsnummer with one or two persons)."""

from enum import StrEnum

from tortoise import fields

from models.base import NumberedRow, Row, enum_field


class MemberStatus(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"
    DECEASED = "deceased"
    READER = "reader"
    """Only reads for somebody else (models/reader.py): no member of the cooperative, and in no list of members."""


class Salutation(StrEnum):
    MRS = "mrs"
    MR = "mr"
    NEUTRAL = "neutral"
    COMPANY = "company"


class EmailState(StrEnum):
    NONE = "none"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    SUPPRESSED = "suppressed"


class Member(Row):
    """A person by the ERP's id. `email` is what the person confirmed in the portal; the ERP's own is only a suggestion.

    `information_barred` is the Auskunftssperre of § 51 BMG: never shown in lists that leave the portal.
    """

    external_id = fields.CharField(max_length=64, unique=True)
    status = enum_field(MemberStatus, default=MemberStatus.ACTIVE)
    salutation = enum_field(Salutation, default=Salutation.NEUTRAL)
    title = fields.CharField(max_length=60, default="")
    first_name = fields.CharField(max_length=80, default="")
    last_name = fields.CharField(max_length=120)
    letter_salutation = fields.CharField(max_length=200, default="")
    street = fields.CharField(max_length=160, default="")
    postal_code = fields.CharField(max_length=16, default="")
    city = fields.CharField(max_length=80, default="")
    country = fields.CharField(max_length=60, default="")
    language = fields.CharField(max_length=8, default="de")
    email = fields.CharField(max_length=254, null=True)
    email_state = enum_field(EmailState, default=EmailState.NONE)
    erp_email = fields.CharField(max_length=254, null=True)
    information_barred = fields.BooleanField(default=False)
    is_representative = fields.BooleanField(default=False)

    class Meta:
        table = "member"
        indexes = (("last_name", "first_name"), ("email",))

    @property
    def name(self) -> str:
        """`Erika Muster`; a company has a last name only."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_reachable(self) -> bool:
        """A deceased person gets nothing, ever (DS-19a)."""
        return self.status is not MemberStatus.DECEASED


class Membership(Row):
    """A Mitgliedsnummer; leading zeros belong to it."""

    number = fields.CharField(max_length=32, unique=True)
    persons: fields.ReverseRelation["MembershipPerson"]

    class Meta:
        table = "membership"


class MembershipPerson(NumberedRow):
    """One of the one or two persons who share a Mitgliedsnummer."""

    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField("models.Membership", related_name="persons")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="memberships")

    membership_id: object
    member_id: object

    class Meta:
        table = "membership_person"
        indexes = (("member_id",),)
        unique_together = (("membership", "member"),)


class MemberTaskKind(StrEnum):
    """What staff have to do."""

    CLARIFY_HEIRS = "clarify_heirs"
    NEW_LETTER = "new_letter"


class MemberTask(Row):
    """Something about a member that staff have to settle by hand; `settled_by` is the employee's id, kept when they leave."""

    kind = enum_field(MemberTaskKind)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="tasks")
    created_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    settled_by = fields.CharField(max_length=36, default="")

    member_id: object

    class Meta:
        table = "member_task"
        indexes = (("member_id",), ("settled_at", "created_at"))
