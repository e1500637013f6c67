"""Who is it: for counting before sending, and for the snapshot that everything afterwards reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import bulk
from models.audience import AudienceMember, AudienceScope
from models.database import as_uuid, rows
from models.notice import Notice, Urgency
from models.place import House
from models.token import TokenScope
from push.spoken import READS_IN
from resolvers.access import Integrator, Viewer
from resolvers.audience.rule import Rule, check
from resolvers.audience.source import Days, days_of, rules_value, with_audience


@dataclass(frozen=True, slots=True)
class Target:
    """One person in one household, and the rule that reaches them."""

    member_id: UUID
    household: UUID
    house_id: UUID | None
    unit_id: UUID | None
    contract_id: UUID | None
    scope: AudienceScope


@dataclass(frozen=True, slots=True)
class AudienceHouse:
    """How many households a house brings."""

    house: House
    households: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Reach before sending. Push and mail count persons; a paper household is one in which nobody has either."""

    households: int
    members: int
    by_push: int
    by_mail: int
    paper_households: int
    other_languages: int
    sample_names: list[str]
    houses: list[AudienceHouse]

    @property
    def districts(self) -> int:
        """How many districts are touched; houses without one do not count."""
        return len({row.house.district_id for row in self.houses} - {None})


async def resolve(viewer: Viewer, rules: Sequence[Rule], *, days: Days | None = None) -> list[Target]:
    """Everybody in the audience.

    Raises:
        NotAllowed, InvalidInput: see `check`.
    """
    await check(viewer, rules)
    source = with_audience(days or await days_of(None, None))
    found = await rows(source + _EVERYBODY, [rules_value(rules)])
    return [
        Target(
            as_uuid(row["member_id"]),
            as_uuid(row["household"]),
            _optional(row["house_id"]),
            _optional(row["unit_id"]),
            _optional(row["contract_id"]),
            AudienceScope(row["scope"]),
        )
        for row in found
    ]


async def resolve_into_snapshot(notice_id: UUID, rules: Sequence[Rule], *, days: Days | None = None) -> None:
    """Write the audience of a notice in the caller's transaction; without `days` those of the notice's own window.

    The caller has checked the rules; an audience is written once.
    """
    if days is None:
        notice = await Notice.get(id=notice_id)
        days = await days_of(notice.starts_at, notice.ends_at)
    columns = "member_id, household, house_id, unit_id, contract_id, scope"
    # The id is counted in the order of houses, so that neighbours go together.
    await rows(
        f"{with_audience(days)} INSERT INTO {bulk.table(AudienceMember)} (notice_id, {columns}) "  # noqa: S608 - our own SQL and a UUID
        f"SELECT '{notice_id}', {columns} FROM audience ORDER BY house_id, household, member_id",
        [rules_value(rules)],
    )


async def preview(
    viewer: Viewer,
    rules: Sequence[Rule],
    *,
    urgency: Urgency = Urgency.ORDINARY,
    is_outage: bool = False,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Preview:
    """Count whom these rules reach and how. An urgent notice ignores what people switched off.

    Raises:
        NotAllowed, InvalidInput: see `check`.
    """
    await check(viewer, rules)
    source, value = with_audience(await days_of(starts_at, ends_at)), [rules_value(rules)]
    reach = _REACH.format(
        reads_in=READS_IN, is_urgent="true" if urgency is Urgency.URGENT else "false", about="outage" if is_outage else "notice"
    )
    [counted] = await rows(source + reach, value)
    named = await rows(source + _NAMES, value) if _may_name(viewer) else []
    per_house = {as_uuid(row["house_id"]): int(row["households"]) for row in await rows(source + _HOUSES, value)}
    houses = await bulk.select(House, [*bulk.column_types(House)], by="id", values=list(per_house))
    listed = sorted((AudienceHouse(House(**row), per_house[row["id"]]) for row in houses), key=lambda row: _by_address(row.house))
    return Preview(
        households=counted["households"],
        members=counted["members"],
        by_push=counted["by_push"],
        by_mail=counted["by_mail"],
        paper_households=counted["households"] - counted["reached_households"],
        other_languages=counted["other_languages"],
        sample_names=[f"{row['first_name']} {row['last_name']}".strip() for row in named],
        houses=listed,
    )


# The same conditions decide at fan-out (push/fanout.py); a test holds the two against each other.
_REACH = """
    , reach AS (
        SELECT audience.member_id, audience.household, {reads_in} AS language,
            EXISTS (SELECT 1 FROM device d WHERE d.member_id = m.id) AND ({is_urgent} OR COALESCE(p.{about}_push, true)) AS has_push,
            m.email IS NOT NULL AND m.email_state = 'verified' AND EXISTS (SELECT 1 FROM account a WHERE a.member_id = m.id)
                AND ({is_urgent} OR COALESCE(p.{about}_mail, true)) AS has_mail
        FROM audience JOIN member m ON m.id = audience.member_id LEFT JOIN preference p ON p.member_id = m.id
    )
    SELECT COUNT(DISTINCT household) AS households, COUNT(DISTINCT member_id) AS members,
        COUNT(DISTINCT CASE WHEN has_push THEN member_id END) AS by_push,
        COUNT(DISTINCT CASE WHEN has_mail THEN member_id END) AS by_mail,
        COUNT(DISTINCT CASE WHEN has_push OR has_mail THEN household END) AS reached_households,
        COUNT(DISTINCT CASE WHEN language <> 'de' THEN member_id END) AS other_languages
    FROM reach
"""
_EVERYBODY = " SELECT * FROM audience ORDER BY member_id, household"
_HOUSES = " SELECT house_id, COUNT(DISTINCT household) AS households FROM audience WHERE house_id IS NOT NULL GROUP BY house_id"
# Whoever has an Auskunftssperre (§ 51 BMG) is counted, but not shown.
_NAMES = """
    SELECT m.first_name, m.last_name FROM (SELECT DISTINCT member_id FROM audience) told JOIN member m ON m.id = told.member_id
    WHERE NOT m.information_barred
    ORDER BY m.last_name, m.first_name, m.id LIMIT 10
"""


def _may_name(viewer: Viewer) -> bool:
    """A token that writes notices counts people; their names are for those that may read members."""
    return not isinstance(viewer, Integrator) or TokenScope.MEMBERS_READ in viewer.scopes


def _by_address(house: House) -> tuple[str, int, str, str]:
    digits = "".join(letter for letter in house.number if letter.isdigit())
    return house.street, int(digits or 0), house.number, house.entrance


def _optional(value: UUID | str | None) -> UUID | None:
    return None if value is None else as_uuid(value)
