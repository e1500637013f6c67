"""The rules staff choose, and whether this viewer may choose them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from tortoise.models import Model

from models import bulk
from models.audience import AudienceScope
from models.member import Member
from models.place import District, House, Unit
from resolvers.access import Integrator, Operator, Staff, Viewer, area_houses, is_limited
from resolvers.errors import InvalidInput, NotAllowed

WHOLE = frozenset({AudienceScope.STOCK, AudienceScope.ALL_MEMBERS})
TARGETS: dict[AudienceScope, type[Model]] = {
    AudienceScope.DISTRICT: District,
    AudienceScope.HOUSE: House,
    AudienceScope.UNIT: Unit,
    AudienceScope.MEMBER: Member,
}
MOST_RULES = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Include or exclude a scope; `id` is the district, house, unit or member, None for the whole stock and all members."""

    scope: AudienceScope
    is_exclusion: bool = False
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule with its words; empty where the place or person is gone by now, or is not the viewer's to know."""

    rule: Rule
    name: str


class RuleInput(Protocol):
    """What a client sends."""

    @property
    def scope(self) -> AudienceScope: ...
    @property
    def is_exclusion(self) -> bool: ...
    @property
    def id(self) -> UUID | None: ...


def rules_from(inputs: Iterable[RuleInput]) -> tuple[Rule, ...]:
    """The same rules once each, in the order given."""
    return tuple(dict.fromkeys(Rule(AudienceScope(given.scope), given.is_exclusion, given.id) for given in inputs))


async def check(viewer: Viewer, rules: Sequence[Rule]) -> None:
    """May the viewer address these, and do they exist? Staff and tokens with an area name places of this area only.

    Raises:
        NotAllowed: a tenant or visitor, or a place or person lies outside the viewer's area; one that does not exist lies there too.
        InvalidInput: a target is unknown, missing, or too much (field `audience`).
    """
    if not isinstance(viewer, Staff | Integrator | Operator):
        raise NotAllowed
    if len(rules) > MOST_RULES:
        raise InvalidInput(f"An audience may have {MOST_RULES} rules.", field="audience")
    for rule in rules:
        if (rule.id is None) != (rule.scope in WHOLE):
            raise InvalidInput(f"A rule of scope {rule.scope} takes {'no' if rule.scope in WHOLE else 'an'} id.", field="audience")
    await require_area(viewer, rules)
    for scope, model in TARGETS.items():
        wanted = {rule.id for rule in rules if rule.scope is scope}
        if len(await bulk.select(model, ["id"], by="id", values=wanted)) != len(wanted):
            raise InvalidInput(f"The {scope} of the audience is unknown.", field="audience")


async def require_area(viewer: Viewer, rules: Sequence[Rule]) -> None:
    """Whether these places and persons lie in the area of a viewer who has one; everybody else passes.

    Raises:
        NotAllowed: one lies outside.
    """
    if not is_limited(viewer):
        return
    if any(rule.scope in WHOLE and not rule.is_exclusion for rule in rules):
        raise NotAllowed("The audience reaches beyond the houses you work in.", field="audience")
    inside: dict[AudienceScope, set[Any]] = {AudienceScope.DISTRICT: set(viewer.districts)}
    houses = area_houses(viewer)
    wanted = {scope: {rule.id for rule in rules if rule.scope is scope} for scope in TARGETS}
    if wanted[AudienceScope.HOUSE]:
        inside[AudienceScope.HOUSE] = set(await House.filter(id__in=houses).values_list("id", flat=True))
    if wanted[AudienceScope.UNIT]:
        inside[AudienceScope.UNIT] = set(await Unit.filter(house_id__in=houses).values_list("id", flat=True))
    if wanted[AudienceScope.MEMBER]:
        living = Member.filter(contracts__contract__unit__house_id__in=houses).distinct()
        inside[AudienceScope.MEMBER] = set(await living.values_list("id", flat=True))
    if any(not targets <= inside.get(scope, set()) for scope, targets in wanted.items()):
        raise NotAllowed("The audience reaches beyond the houses you work in.", field="audience")


async def describe(rules: Sequence[Rule]) -> dict[Rule, str]:
    """Each rule in German words, for the record: "Quartier Gartenstadt", "Amselweg 12", "alle Haushalte".

    A target that does not exist is left out.
    """
    names: dict[UUID, str] = {}
    wanted = {scope: [rule.id for rule in rules if rule.scope is scope and rule.id is not None] for scope in TARGETS}
    for row in await bulk.select(District, ["id", "name"], by="id", values=wanted[AudienceScope.DISTRICT]):
        names[row["id"]] = f"Quartier {row['name']}"
    units = await bulk.select(Unit, ["id", "house_id", "number"], by="id", values=wanted[AudienceScope.UNIT])
    houses = [*wanted[AudienceScope.HOUSE], *(unit["house_id"] for unit in units)]
    addresses = {
        row["id"]: House(**row).address for row in await bulk.select(House, ["id", "street", "number", "entrance"], by="id", values=houses)
    }
    names |= {house: addresses[house] for house in wanted[AudienceScope.HOUSE] if house in addresses}
    names |= {unit["id"]: f"{addresses[unit['house_id']]}, Wohnung {unit['number']}" for unit in units}
    for row in await bulk.select(Member, ["id", "first_name", "last_name"], by="id", values=wanted[AudienceScope.MEMBER]):
        names[row["id"]] = f"{row['first_name']} {row['last_name']}".strip()
    names_of_whole = {AudienceScope.STOCK: "alle Haushalte", AudienceScope.ALL_MEMBERS: "alle Mitglieder"}
    return {
        rule: names_of_whole[rule.scope] if rule.id is None else names[rule.id] for rule in rules if rule.id is None or rule.id in names
    }
