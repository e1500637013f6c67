"""Which contracts run today, by the database's clock in Berlin."""

from datetime import date
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import clock
from models.contract import Contract


def current_contracts(member_id: UUID, today: date) -> QuerySet[Contract]:
    """The contracts of a member that run on a day."""
    return Contract.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), persons__member_id=member_id, starts_on__lte=today)


async def today_in_berlin() -> date:
    """The day it is in Berlin."""
    return (await clock.now()).astimezone(clock.BERLIN).date()
