"""How a notice reached its households, by the rows of the ledger: the SQL that staff's figures and retention share."""

from enum import IntEnum


class Best(IntEnum):
    """The states a household can stand in, the best one last. The numbers are stored: they never change."""

    PAPER = 1
    FAILED = 2
    PENDING = 3
    MAIL = 4
    PUSH = 5
    CONFIRMED = 6


def persons(missing: Best, *, inside: str = "") -> str:
    """CTEs up to `person`: one row per line of the snapshot of notice `$1` with the best state of its member.

    It is the notice as it stands now that they are reached by: what was said before the last change counts no more, nor who it has let go.
    Whoever has no row in the ledger counts as `missing`; `inside` is a condition on the snapshot, such as ` AND house_id IN (..)`.
    """
    return f"""
        told AS (SELECT id, household, house_id, unit_id, member_id FROM audience_member
            WHERE notice_id = $1 AND left_in IS NULL{inside}),
        best_of_member AS (
            SELECT d.member_id, MAX(CASE
                WHEN d.state = 'accepted' AND d.channel IN ('webpush', 'fcm') THEN {Best.PUSH}
                WHEN d.state = 'accepted' AND d.channel = 'mail' THEN {Best.MAIL}
                WHEN d.channel = 'paper' THEN {Best.PAPER}
                WHEN d.state IN ('queued', 'leased') THEN {Best.PENDING}
                WHEN d.state IN ('skipped', 'suppressed', 'cancelled') THEN {Best.PAPER}
                ELSE {Best.FAILED} END) AS best
            FROM delivery d JOIN broadcast b ON b.id = d.broadcast_id WHERE b.notice_id = $1 AND NOT b.is_superseded
            GROUP BY d.member_id
        ),
        person AS (
            SELECT t.id, t.household, t.house_id, t.unit_id, t.member_id,
                CASE WHEN r.id IS NOT NULL THEN {Best.CONFIRMED} ELSE COALESCE(m.best, {missing}) END AS best
            FROM told t JOIN notice n ON n.id = $1 LEFT JOIN best_of_member m ON m.member_id = t.member_id
            LEFT JOIN notice_receipt r ON r.notice_id = $1 AND r.member_id = t.member_id
                AND (n.changed_at IS NULL OR r.opened_at >= n.changed_at) AND (r.opened_at IS NOT NULL OR r.confirmed_at IS NOT NULL)
        )"""  # noqa: S608 - our own constants


def households(missing: Best, *, inside: str = "") -> str:
    """CTEs up to `best_of_household`: each household of notice `$1` once, in the best state of its persons.

    What is known of deliveries that are deleted already counts with them.
    """
    return f"""{persons(missing, inside=inside)},
        best_of_household AS (
            SELECT known.household, MAX(known.best) AS best FROM (
                SELECT household, best FROM person
                UNION ALL
                SELECT household, best FROM household_reached
                WHERE notice_id = $1 AND household IN (SELECT household FROM told)
            ) AS known GROUP BY known.household
        )"""  # noqa: S608 - our own constants
