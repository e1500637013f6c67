"""Rows that many nodes of one reply need are read once, together. They were authorised by the row that names them."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from models.contract import Contract
from models.language import Language
from models.place import District
from push import spoken
from push.translation import FreeText
from resolvers import member, place, suppression
from resolvers.access import Viewer

Value = TypeVar("Value")


class Loaders:
    """One per request. On a WebSocket nothing is remembered from one event to the next (`remembers=False`)."""

    def __init__(self, viewer: Viewer, *, remembers: bool = True) -> None:
        async def districts(ids: list[UUID]) -> Sequence[District | None]:
            return _ordered(ids, await place.districts_by_id(ids), None)

        async def house_households(ids: list[UUID]) -> Sequence[int]:
            return _ordered(ids, await place.households_of_houses(ids), 0)

        async def district_counts(ids: list[UUID]) -> Sequence[place.DistrictCounts]:
            return _ordered(ids, await place.district_counts(viewer, ids), place.DistrictCounts())

        async def numbers(ids: list[UUID]) -> Sequence[list[str]]:
            return _ordered(ids, await member.numbers(ids), [])

        async def languages(ids: list[UUID]) -> Sequence[Language]:
            return _ordered(ids, await member.languages(ids), Language.DE)

        async def account_facts(ids: list[UUID]) -> Sequence[member.AccountFacts]:
            return _ordered(ids, await member.account_facts(ids), member.AccountFacts())

        async def device_counts(ids: list[UUID]) -> Sequence[int]:
            return _ordered(ids, await member.device_counts(ids), 0)

        async def contracts(ids: list[UUID]) -> Sequence[list[Contract]]:
            return _ordered(ids, await member.contracts(viewer, ids), [])

        async def mail_problems(ids: list[UUID]) -> Sequence[suppression.MailProblem | None]:
            return _ordered(ids, await suppression.problems(ids), None)

        async def free_texts(ids: list[UUID]) -> Sequence[dict[Language, FreeText]]:
            found = await spoken.free_texts(ids)
            return [found.get(one, {}) for one in ids]

        self.districts = DataLoader(districts, cache=remembers)
        self.house_households = DataLoader(house_households, cache=remembers)
        self.district_counts = DataLoader(district_counts, cache=remembers)
        self.numbers = DataLoader(numbers, cache=remembers)
        self.languages = DataLoader(languages, cache=remembers)
        self.account_facts = DataLoader(account_facts, cache=remembers)
        self.device_counts = DataLoader(device_counts, cache=remembers)
        self.contracts = DataLoader(contracts, cache=remembers)
        self.free_texts = DataLoader(free_texts, cache=remembers)
        self.mail_problems = DataLoader(mail_problems, cache=remembers)


def _ordered(ids: Collection[UUID], found: Mapping[UUID, Value], missing: Value) -> list[Value]:
    return [found.get(key, missing) for key in ids]
