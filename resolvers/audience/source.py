"""The one SQL that says who an audience is: preview, snapshot and counts all read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models import bulk, clock
from resolvers.audience.rule import Rule

RULE_COLUMNS = {"scope": "VARCHAR(32)", "target": "UUID", "is_exclusion": "BOOLEAN"}

# Columns: member_id, household, house_id, unit_id, contract_id, scope; one row per person and household.
#
# A garage or cellar is no household: its tenant belongs to their flat, if they have one with us. A person without any contract
# in the window is their own household; only "all members" and the person's own name reach them. An exclusion takes places or
# persons away and adds nobody: whoever loses their last home by it is out, not a member without a flat.
_SOURCE = """
    rule AS ({rules}),
    place AS (
        SELECT u.id AS unit_id, r.scope, r.is_exclusion
        FROM rule r JOIN house h ON h.district_id = r.target JOIN unit u ON u.house_id = h.id WHERE r.scope = 'district'
        UNION ALL
        SELECT u.id, r.scope, r.is_exclusion FROM rule r JOIN unit u ON u.house_id = r.target WHERE r.scope = 'house'
        UNION ALL
        SELECT r.target, r.scope, r.is_exclusion FROM rule r WHERE r.scope = 'unit'
        UNION ALL
        SELECT u.id, r.scope, r.is_exclusion FROM rule r CROSS JOIN unit u WHERE r.scope IN ('stock', 'all_members')
    ),
    home AS (
        SELECT cp.member_id, c.id AS contract_id, c.unit_id, p.scope
        FROM place p JOIN contract c ON c.unit_id = p.unit_id JOIN contract_person cp ON cp.contract_id = c.id
        WHERE NOT p.is_exclusion AND {valid}
        UNION ALL
        SELECT cp.member_id, c.id, c.unit_id, r.scope
        FROM rule r JOIN contract_person cp ON cp.member_id = r.target JOIN contract c ON c.id = cp.contract_id
        WHERE r.scope = 'member' AND NOT r.is_exclusion AND {valid}
    ),
    reached AS (
        SELECT home.member_id, home.contract_id, home.unit_id, u.house_id, home.scope,
            CASE WHEN u.kind IN ('garage', 'other') THEN 1 ELSE 0 END AS is_beside,
            CASE WHEN u.kind IN ('garage', 'other') THEN COALESCE((
                SELECT c.unit_id FROM contract_person cp JOIN contract c ON c.id = cp.contract_id JOIN unit flat ON flat.id = c.unit_id
                WHERE cp.member_id = home.member_id AND flat.kind = 'flat' AND {valid} ORDER BY c.starts_on, c.id LIMIT 1
            ), u.id) ELSE u.id END AS household
        FROM home JOIN unit u ON u.id = home.unit_id JOIN member m ON m.id = home.member_id
        WHERE m.status <> 'deceased'
            AND home.unit_id NOT IN (SELECT unit_id FROM place WHERE is_exclusion)
        UNION ALL
        SELECT m.id, NULL, NULL, NULL, r.scope, 0, m.id
        FROM rule r JOIN member m ON m.status <> 'deceased' AND (r.target = m.id OR r.scope = 'all_members')
        WHERE NOT r.is_exclusion AND (r.scope = 'member' OR (r.scope = 'all_members' AND m.status = 'active'
                AND EXISTS (SELECT 1 FROM membership_person mp WHERE mp.member_id = m.id)))
            AND NOT EXISTS (
                SELECT 1 FROM contract_person cp JOIN contract c ON c.id = cp.contract_id WHERE cp.member_id = m.id AND {valid})
            AND NOT EXISTS (SELECT 1 FROM rule whole WHERE whole.is_exclusion AND whole.scope = 'all_members')
    ),
    ranked AS (
        SELECT reached.*, ROW_NUMBER() OVER (
            PARTITION BY member_id, household
            ORDER BY is_beside, CASE scope WHEN 'member' THEN 0 WHEN 'unit' THEN 1 WHEN 'house' THEN 2 WHEN 'district' THEN 3
                WHEN 'stock' THEN 4 ELSE 5 END, contract_id
        ) AS line
        FROM reached WHERE member_id NOT IN (SELECT target FROM rule WHERE is_exclusion AND scope = 'member')
    ),
    audience AS (SELECT member_id, household, house_id, unit_id, contract_id, scope FROM ranked WHERE line = 1)
"""


@dataclass(frozen=True, slots=True)
class Days:
    """A contract counts if it runs on any of these days, both inclusive."""

    first: date
    last: date


async def days_of(starts_at: datetime | None, ends_at: datetime | None) -> Days:
    """From today (Berlin, by the database's clock) to the day the matter ends, or begins if no end is known.

    Who lives there today hears of it, and so does who moves in before it is over.
    """
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    last = ends_at or starts_at
    return Days(today, max(today, last.astimezone(clock.BERLIN).date()) if last else today)


def with_audience(days: Days) -> str:
    """`WITH .. audience AS (..)`; the statement's first value is `rules_value`."""
    valid = f"c.starts_on <= {bulk.day(days.last)} AND (c.ends_on IS NULL OR c.ends_on >= {bulk.day(days.first)})"
    return "WITH " + _SOURCE.format(rules=bulk.table_from(bulk.numbered(1), RULE_COLUMNS), valid=valid)


def rules_value(rules: Sequence[Rule]) -> str:
    """All rules as one value: an audience of thousands of houses needs no thousand placeholders."""
    return bulk.encoded([[rule.scope, rule.id, rule.is_exclusion] for rule in rules])
