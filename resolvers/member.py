"""Members as the desk sees them: found in a second, with the state of their way into the portal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from models import clock
from models.account import Account, ActivationCode, Registration
from models.contract import Contract, ContractPerson
from models.database import as_uuid
from models.device import Device
from models.language import Language, reads_in
from models.member import EmailState, Member, MembershipPerson, Salutation
from models.token import TokenScope
from resolvers.access import DESK_ROLES, Tenant, Viewer, require_staff, visible_houses, visible_members
from resolvers.errors import InvalidInput
from resolvers.paging import Page, paginate

LONGEST_SEARCH = 100
# The ERP's ids are no longer; the column refuses to be compared with more.
LONGEST_ID = 64


class AccountState(StrEnum):
    """How far a member has come; each state includes the ones before it."""

    NONE = "none"
    LETTER_SENT = "letter_sent"
    MAIL_SENT = "mail_sent"
    ACTIVATED = "activated"
    LOGGED_IN = "logged_in"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """The state of an account, and when it was last used."""

    state: AccountState = AccountState.NONE
    last_login_at: datetime | None = None


async def search(
    viewer: Viewer,
    *,
    text: str = "",
    house_id: UUID | None = None,
    email_state: EmailState | None = None,
    first: int,
    after: str | None = None,
) -> Page[Member]:
    """Members by name, number, e-mail or street: each word of `text` must fit somewhere. By last name, then first name.

    With `email_state` only those whose address is in that state, such as those our mails do not reach.

    Raises:
        NotAllowed: only the desk and integrators with members:read search.
        InvalidInput: first, after, or a text of over 100 characters.
    """
    require_staff(viewer, DESK_ROLES, scope=TokenScope.MEMBERS_READ)
    if len(text) > LONGEST_SEARCH:
        raise InvalidInput(f"search has at most {LONGEST_SEARCH} characters.", field="search")
    found = visible_members(viewer)
    for word in text.split():
        found = found.filter(_fits(word))
    if email_state is not None:
        found = found.filter(email_state=email_state)
    if house_id is not None:
        there = ContractPerson.filter(contract__unit__house_id__in=Subquery(visible_houses(viewer).filter(id=house_id).values("id")))
        found = found.filter(id__in=Subquery(there.values("member_id")))
    return await paginate(found, first=first, after=after, order=("last_name", "first_name"))


async def get(viewer: Viewer, member_id: UUID) -> Member | None:
    """One member; None where there is none or not in the viewer's area.

    Raises:
        NotAllowed: only the desk and integrators with members:read ask.
    """
    require_staff(viewer, DESK_ROLES, scope=TokenScope.MEMBERS_READ)
    return await visible_members(viewer).get_or_none(id=member_id)


async def numbers(member_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """The Mitgliedsnummern of each member; who has none signs in with the Vertragsnummern."""
    found: dict[UUID, list[str]] = {member_id: [] for member_id in member_ids}
    for person in await MembershipPerson.filter(member_id__in=list(member_ids)).select_related("membership").order_by("membership__number"):
        found[as_uuid(person.member_id)].append(person.membership.number)
    without = [member_id for member_id, theirs in found.items() if not theirs]
    for contract_person in await ContractPerson.filter(member_id__in=without).select_related("contract").order_by("contract__number"):
        found[as_uuid(contract_person.member_id)].append(contract_person.contract.number)
    return found


async def languages(member_ids: Collection[UUID]) -> Mapping[UUID, Language]:
    """In which each member reads notices: what they chose, else what the ERP has."""
    found = await Member.filter(id__in=list(member_ids)).values("id", "language", "preference__language")
    return {as_uuid(row["id"]): reads_in(row["preference__language"], row["language"]) for row in found}


async def account_facts(member_ids: Collection[UUID]) -> Mapping[UUID, AccountFacts]:
    """How far each member has come."""
    ids = list(member_ids)
    now = await clock.now()
    facts = dict.fromkeys(member_ids, AccountFacts())
    letters = ActivationCode.filter(member_id__in=ids, voided_at=None, used_at=None, expires_at__gt=now)
    facts |= dict.fromkeys(await _member_ids(letters), AccountFacts(AccountState.LETTER_SENT))
    mails = Registration.filter(member_id__in=ids, confirmed_at=None)
    facts |= dict.fromkeys(await _member_ids(mails), AccountFacts(AccountState.MAIL_SENT))
    for account in await Account.filter(member_id__in=ids):
        facts[as_uuid(account.member_id)] = AccountFacts(_state_of(account), account.last_login_at)
    return facts


async def device_counts(member_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """On how many devices each member gets push."""
    counted = Device.filter(member_id__in=list(member_ids)).annotate(devices=Count("id")).group_by("member_id")
    rows: list[dict[str, Any]] = await counted.values("member_id", "devices")
    return dict.fromkeys(member_ids, 0) | {as_uuid(row["member_id"]): row["devices"] for row in rows}


async def contracts(viewer: Viewer, member_ids: Collection[UUID]) -> Mapping[UUID, list[Contract]]:
    """All contracts of each member with unit and house, the newest first; staff see those of their area, tenants their own."""
    found: dict[UUID, list[Contract]] = {member_id: [] for member_id in member_ids}
    persons = ContractPerson.filter(member_id__in=Subquery(visible_members(viewer).filter(id__in=list(member_ids)).values("id")))
    if not isinstance(viewer, Tenant):
        persons = persons.filter(contract__unit__house_id__in=Subquery(visible_houses(viewer).values("id")))
    for person in await persons.select_related("contract__unit__house").order_by("-contract__starts_on", "contract__number"):
        found[as_uuid(person.member_id)].append(person.contract)
    return found


def greeting_name(member: Member) -> str:
    """`Frau Dr. Muster`: what follows "Guten Tag, ". The full name where the ERP knows no salutation."""
    words = {Salutation.MRS: "Frau", Salutation.MR: "Herr"}
    if member.salutation not in words:
        return member.name
    return " ".join(part for part in (words[member.salutation], member.title, member.last_name) if part)


def _fits(word: str) -> Q:
    numbered = MembershipPerson.filter(membership__number__startswith=word)
    contracted = ContractPerson.filter(Q(contract__number__startswith=word) | _contains("contract__unit__house__street", word))
    fits = (
        _contains("last_name", word)
        | _contains("first_name", word)
        | Q(email__icontains=word)
        | Q(id__in=Subquery(numbered.values("member_id")))
        | Q(id__in=Subquery(contracted.values("member_id")))
    )
    return fits | Q(external_id=word) if len(word) <= LONGEST_ID else fits


def _contains(name: str, word: str) -> Q:
    """Without regard to case. SQLite knows upper and lower case of ASCII only, so `özdemir` is tried as `Özdemir` too."""
    ways = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return Q(*(Q(**{f"{name}__icontains": way}) for way in ways), join_type="OR")


def _state_of(account: Account) -> AccountState:
    if account.locked_at is not None:
        return AccountState.LOCKED
    return AccountState.LOGGED_IN if account.last_login_at is not None else AccountState.ACTIVATED


async def _member_ids(found: QuerySet[Any]) -> list[UUID]:
    rows: list[dict[str, Any]] = await found.values("member_id")
    return [as_uuid(row["member_id"]) for row in rows]
