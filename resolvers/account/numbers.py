"""Who a number belongs to: a Mitgliedsnummer has one or two persons; who has none signs in with the Vertragsnummer.

Who only reads for somebody else has neither, and signs in with the e-mail address that accepted the invitation.
"""

from uuid import UUID

from models import keyring
from models.database import as_uuid, placeholders, rows
from models.member import MemberStatus

_ON_NUMBER = """
SELECT m.id FROM (
  SELECT p.member_id FROM membership_person p JOIN membership s ON s.id = p.membership_id WHERE s.number IN ({0}, {1})
  UNION
  SELECT c.member_id FROM contract_person c JOIN contract k ON k.id = c.contract_id WHERE k.number IN ({2}, {3})
  AND NOT EXISTS (SELECT 1 FROM membership_person p WHERE p.member_id = c.member_id)
  UNION
  SELECT a.member_id FROM account a WHERE a.login_email = {4}
) person JOIN member m ON m.id = person.member_id WHERE m.status <> {5} ORDER BY m.id
"""

_SHARING = """
SELECT other.member_id AS id FROM membership_person mine JOIN membership_person other ON other.membership_id = mine.membership_id
WHERE mine.member_id = {0} AND other.member_id <> {1}
UNION
SELECT other.member_id AS id FROM contract_person mine JOIN contract_person other ON other.contract_id = mine.contract_id
WHERE mine.member_id = {2} AND other.member_id <> {3}
"""

_NUMBERS = """
SELECT s.number FROM membership s JOIN membership_person p ON p.membership_id = s.id WHERE p.member_id = {0}
UNION
SELECT k.number FROM contract k JOIN contract_person c ON c.contract_id = k.id WHERE c.member_id = {1}
"""


def clean(number: str) -> str:
    """The number without spaces; leading zeros belong to it."""
    return "".join(number.split())


def subject(number: str) -> str:
    """What limits and audit entries call a number: a keyed hash, the same for numbers that exist and that do not."""
    return keyring.current().sign("login-number", clean(number).lower().encode()).hex()[:32]


async def members_on(number: str) -> list[UUID]:
    """The living persons who sign in with this number; one statement, whether it exists or not (AU-19)."""
    typed, plain = number.strip(), clean(number)
    return await _ids(_ON_NUMBER, [typed, plain, typed, plain, typed.lower(), MemberStatus.DECEASED.value])


async def members_sharing(member_id: UUID) -> list[UUID]:
    """Everybody else on this person's membership or contract: those who may sign in with the same number."""
    return await _ids(_SHARING, [str(member_id)] * 4)


async def numbers_of(member_id: UUID) -> list[str]:
    """The membership and contract numbers of a person."""
    return [str(row["number"]) for row in await rows(_NUMBERS.format(*placeholders(2)), [str(member_id)] * 2)]


async def _ids(sql: str, values: list[str]) -> list[UUID]:
    return [as_uuid(row["id"]) for row in await rows(sql.format(*placeholders(len(values))), values)]
