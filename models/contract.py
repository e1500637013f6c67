"""Nutzungsvertrag: persons x unit, from / until."""

from tortoise import fields

from models.base import NumberedRow, Row
from models.member import Member
from models.place import Unit


class Contract(Row):
    """Several persons may share one. Both dates are inclusive days in Europe/Berlin; `ends_on` NULL means open."""

    external_id = fields.CharField(max_length=64, unique=True)
    number = fields.CharField(max_length=32, db_index=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", related_name="contracts", on_delete=fields.RESTRICT)
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    is_price_bound = fields.BooleanField(default=False)
    paper_required = fields.BooleanField(default=False)
    persons: fields.ReverseRelation["ContractPerson"]

    unit_id: object

    class Meta:
        table = "contract"
        indexes = (("unit_id",),)


class ContractPerson(NumberedRow):
    """A person on a contract."""

    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField("models.Contract", related_name="persons")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="contracts")

    contract_id: object
    member_id: object

    class Meta:
        table = "contract_person"
        unique_together = (("contract", "member"),)
        indexes = (("member_id", "contract_id"),)
