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
#
# Rules are asked by IN, which both databases answer from a hash: neither a thousand rules nor a database without statistics
# turns it into a loop in a loop.
_SOURCE = """
    rule AS ({rules}),
    place AS (
        SELECT u.id AS unit_id, u.house_id, u.kind, CASE
            WHEN u.id IN (SELECT target FROM rule WHERE scope = 'unit' AND NOT is_exclusion) THEN 'unit'
            WHEN u.house_id IN (SELECT target FROM rule WHERE scope = 'house' AND NOT is_exclusion) THEN 'house'
            WHEN h.district_id IN (SELECT target FROM rule WHERE scope = 'district' AND NOT is_exclusion) THEN 'district'
            WHEN 'stock' IN (SELECT scope FROM rule WHERE NOT is_exclusion) THEN 'stock'
            WHEN 'all_members' IN (SELECT scope FROM rule WHERE NOT is_exclusion) THEN 'all_members' END AS scope
        FROM unit u JOIN house h ON h.id = u.house_id
        WHERE u.id NOT IN (SELECT target FROM rule WHERE scope = 'unit' AND is_exclusion)
            AND u.house_id NOT IN (SELECT target FROM rule WHERE scope = 'house' AND is_exclusion)
            AND (h.district_id IS NULL OR h.district_id NOT IN (SELECT target FROM rule WHERE scope = 'district' AND is_exclusion))
            AND NOT EXISTS (SELECT 1 FROM rule WHERE scope IN ('stock', 'all_members') AND is_exclusion)
    ),
    home AS (
        SELECT cp.member_id, c.id AS contract_id, p.unit_id, p.house_id, p.kind, p.scope
        FROM place p JOIN contract c ON c.unit_id = p.unit_id JOIN contract_person cp ON cp.contract_id = c.id
        WHERE p.scope IS NOT NULL AND {valid}
        UNION ALL
        SELECT cp.member_id, c.id, p.unit_id, p.house_id, p.kind, 'member'
        FROM contract_person cp JOIN contract c ON c.id = cp.contract_id JOIN place p ON p.unit_id = c.unit_id
        WHERE cp.member_id IN (SELECT target FROM rule WHERE scope = 'member' AND NOT is_exclusion) AND {valid}
    ),
    reached AS (
        SELECT member_id, contract_id, unit_id, house_id, scope, CASE WHEN kind IN ('garage', 'other') THEN 1 ELSE 0 END AS is_beside,
            CASE WHEN kind IN ('garage', 'other') THEN COALESCE((
                SELECT c.unit_id FROM contract_person cp JOIN contract c ON c.id = cp.contract_id JOIN unit flat ON flat.id = c.unit_id
                WHERE cp.member_id = home.member_id AND flat.kind = 'flat' AND {valid} ORDER BY c.starts_on, c.id LIMIT 1
            ), unit_id) ELSE unit_id END AS household
        FROM home
        UNION ALL
        SELECT m.id, NULL, NULL, NULL, CASE WHEN meant.target IS NULL THEN 'all_members' ELSE 'member' END, 0, m.id
        FROM member m
            LEFT JOIN (SELECT target FROM rule WHERE scope = 'member' AND NOT is_exclusion GROUP BY target) meant ON meant.target = m.id
            LEFT JOIN (SELECT member_id FROM membership_person GROUP BY member_id) numbered ON numbered.member_id = m.id
        WHERE (meant.target IS NOT NULL OR (m.status = 'active' AND numbered.member_id IS NOT NULL
                AND 'all_members' IN (SELECT scope FROM rule WHERE NOT is_exclusion)))
            AND NOT EXISTS (
                SELECT 1 FROM contract_person cp JOIN contract c ON c.id = cp.contract_id WHERE cp.member_id = m.id AND {valid})
            AND 'all_members' NOT IN (SELECT scope FROM rule WHERE is_exclusion)
    ),
    ranked AS (
        SELECT reached.*, ROW_NUMBER() OVER (
            PARTITION BY member_id, household
            ORDER BY is_beside, CASE scope WHEN 'member' THEN 0 WHEN 'unit' THEN 1 WHEN 'house' THEN 2 WHEN 'district' THEN 3
                WHEN 'stock' THEN 4 ELSE 5 END, contract_id
        ) AS line
        FROM reached
        WHERE member_id NOT IN (SELECT target FROM rule WHERE is_exclusion AND scope = 'member')
            AND member_id NOT IN (SELECT id FROM member WHERE status = 'deceased')
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
