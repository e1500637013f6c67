"""SM-19: only the member by proof, or the desk with a reason, lifts a suppression; everybody else changes nothing."""

import pytest

from models import keyring
from models.audit import ActorKind, AuditAction, AuditEntry
from models.member import EmailState, Member
from models.staff import StaffRole
from models.suppression import Suppression, SuppressionCause
from models.token import TokenScope
from push.bounces import addresses
from push.bounces.addresses import Bounce, address_hash
from resolvers import member, suppression
from resolvers.access import Operator, Viewer
from resolvers.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.support.town import Town, integrator, traces

REASON = "Frau Amsel hat angerufen: Das Postfach ist wieder leer."


@pytest.fixture
async def town(town: Town, portal: str) -> Town:
    """The town, where Anna's address, which Bert has too, does not exist any more."""
    await Member.filter(first_name="Bert").update(email="anna@example.org", email_state=EmailState.VERIFIED)
    await addresses.suppress([Bounce(address_hash(keyring.current(), "anna@example.org"), "550 5.1.1")], SuppressionCause.HARD_BOUNCE)
    await addresses.mark(["anna@example.org"])
    return town


async def states(town: Town) -> list[EmailState]:
    """Of Anna, Bert and Cora."""
    return [(await Member.get(id=town.members[name].id)).email_state for name in ("Anna", "Bert", "Cora")]


@pytest.mark.parametrize("role", [StaffRole.ADMIN, StaffRole.MEMBER_DESK])
async def test_the_desk_lifts_with_a_reason(town: Town, role: StaffRole) -> None:
    """SM-19: for everybody who has the address; the reason stands in the audit log, the address does not."""
    assert await states(town) == [EmailState.SUPPRESSED, EmailState.SUPPRESSED, EmailState.VERIFIED]
    desk = await town.staff(role)
    lifted = await suppression.lift(desk, town.members["Anna"].id, reason=f"  {REASON} ")
    assert lifted.email_state is EmailState.VERIFIED
    assert await states(town) == [EmailState.VERIFIED] * 3
    assert await Suppression.all().count() == 0
    entry = await AuditEntry.get(action=AuditAction.SUPPRESSION_LIFTED)
    assert (entry.actor_kind, entry.actor_id, entry.object_id) == (ActorKind.STAFF, str(desk.staff_id), str(town.members["Anna"].id))
    assert entry.details == {"reason": REASON}


async def refused(town: Town, viewer: Viewer, name: str, reason: str, error: type[Exception]) -> None:
    """The lift is refused and leaves no trace."""
    before = (await traces(), await states(town), await Suppression.all().count())
    with pytest.raises(error):
        await suppression.lift(viewer, town.members[name].id, reason=reason)
    assert (await traces(), await states(town), await Suppression.all().count()) == before


@pytest.mark.parametrize("role", sorted(set(StaffRole) - suppression.LIFTERS))
async def test_other_staff_may_not(town: Town, role: StaffRole) -> None:
    """SM-19, AU-13."""
    await refused(town, await town.staff(role), "Anna", REASON, NotAllowed)


async def test_members_tokens_and_visitors_may_not(town: Town) -> None:
    """SM-19: a member proves the address instead."""
    for viewer in (await town.tenant("Anna"), integrator(*TokenScope), None):
        await refused(town, viewer, "Anna", REASON, NotAllowed)


async def test_a_member_elsewhere_looks_like_none(town: Town) -> None:
    """GQ-08: staff of another district."""
    desk = await town.staff(StaffRole.MEMBER_DESK, districts=("Nordend",))
    await refused(town, desk, "Anna", REASON, NotFound)


@pytest.mark.parametrize("reason", ["", "    ", "ok", "x" * 301, "zwei\nZeilen"])
async def test_a_lift_without_a_reason_is_refused(town: Town, reason: str) -> None:
    """SM-19: typed, one line."""
    await refused(town, Operator(), "Anna", reason, InvalidInput)


async def test_nothing_to_lift_is_said(town: Town) -> None:
    """Also the second of two who lift at the same time."""
    await refused(town, Operator(), "Cora", REASON, Conflict)
    await suppression.lift(Operator(), town.members["Bert"].id, reason=REASON)
    await refused(town, Operator(), "Anna", REASON, Conflict)


async def test_the_desk_sees_why_and_since_when(town: Town) -> None:
    """What the mail server said; nothing for those whose mails arrive."""
    ids = [town.members[name].id for name in ("Anna", "Bert", "Cora", "Hans")]
    found = await suppression.problems(ids)
    assert set(found) == {ids[0], ids[1]}
    assert (found[ids[0]].cause, found[ids[0]].status) == (SuppressionCause.HARD_BOUNCE, "550 5.1.1")
    assert abs((found[ids[0]].since - town.now).total_seconds()) < 60


async def test_the_list_can_be_narrowed_to_those_mails_do_not_reach(town: Town) -> None:
    """SM-02: the staff's list; in the area of the viewer only."""
    page = await member.search(await town.staff(StaffRole.READER), email_state=EmailState.SUPPRESSED, first=10)
    assert [row.first_name for row in page.items] == ["Anna", "Bert"]
    elsewhere = await town.staff(StaffRole.READER, districts=("Nordend",))
    assert (await member.search(elsewhere, email_state=EmailState.SUPPRESSED, first=10)).items == []
