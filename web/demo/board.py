"""The notices of the demo: what hung before anybody registered, and what hangs now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.audience import AudienceScope
from models.clock import BERLIN
from models.notice import Notice, NoticeKind, NoticeState, Urgency
from models.place import District, House
from resolvers import approval, draft, notice, session
from resolvers.access import Staff
from resolvers.audience import Rule
from resolvers.errors import Code, NotAllowed
from resolvers.notice import NoticeInput, Published
from web.demo.people import Registered

BEFORE_WATER = (
    "Füllen Sie bitte Wasser ab: zum Trinken und Kochen, und einen Eimer für die Toilette.",
    "Starten Sie keine Wasch- oder Spülmaschine, die dann noch läuft.",
    "Schließen Sie alle Wasserhähne.",
)
DURING_WATER = ("Bitte lassen Sie die Hähne geschlossen. Sonst läuft später Wasser über.",)
AFTER_WATER = ("Öffnen Sie die Hähne langsam. Lassen Sie kaltes Wasser laufen, bis es klar ist.",)


@dataclass(frozen=True, slots=True)
class Places:
    """Audiences by the words the texts use."""

    districts: dict[str, UUID]
    example_house: UUID

    def district(self, name: str) -> tuple[Rule, ...]:
        """Everybody in a district."""
        return (Rule(AudienceScope.DISTRICT, id=self.districts[name]),)

    def house(self) -> tuple[Rule, ...]:
        """Amselweg 12."""
        return (Rule(AudienceScope.HOUSE, id=self.example_house),)


STOCK = (Rule(AudienceScope.STOCK),)
EVERYBODY = (Rule(AudienceScope.ALL_MEMBERS),)


async def places() -> Places:
    """The districts and the example's house."""
    house = await House.get(street="Amselweg", number="12")
    return Places({row.name: row.id for row in await District.all()}, house.id)


def at(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """A time of day so many days from now, in Berlin."""
    return (now.astimezone(BERLIN) + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


async def _hang(sender: Staff, second: Staff, form: NoticeInput, key: str) -> Published:
    """What is wide goes the way of all wide notices: a second person lets it go."""
    try:
        return await notice.publish(sender, form, key)
    except NotAllowed as refused:
        if refused.code is not Code.APPROVAL_REQUIRED:
            raise
    asked = await approval.request(sender, form, key)
    await session.confirm(second)
    return await approval.approve(second, asked.row.id, asked.row.seal)


async def hang_past(sender: Staff, second: Staff, where: Places, now: datetime) -> None:
    """Notices of the months before the portal had a single registered tenant; published now, then moved into the past."""
    party = NoticeInput(
        kind=NoticeKind.EVENT,
        title="Sommerfest in der Gartenstadt",
        body="Am **Samstag** feiern wir auf dem Meisenplatz. Kuchen ist willkommen, Getränke stellen wir.",
        audience=where.district("Gartenstadt"),
    )
    chimney = NoticeInput(
        kind=NoticeKind.CHIMNEY_SWEEP,
        title="Der Schornsteinfeger kommt",
        body="Bitte halten Sie Keller und Dachboden zugänglich.",
        audience=where.district("Gartenstadt"),
    )
    water = NoticeInput(
        kind=NoticeKind.WATER,
        title="Wasserabschaltung Meisenplatz und Amselweg",
        cause="Wir tauschen ein Absperrventil aus.",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
        audience=where.district("Gartenstadt"),
        advice_before=BEFORE_WATER,
        advice_during=DURING_WATER,
        advice_after=AFTER_WATER,
    )
    for form, days in ((party, 110), (chimney, 75), (water, 40)):
        posted = await _hang(sender, second, form, f"demo-past-{days}")
        back = timedelta(days=days)
        hung = {
            "published_at": now - back,
            "created_at": now - back,
            "updated_at": now - back,
            "archived_at": now - back + timedelta(days=14),
        }
        if form.starts_at and form.ends_at:
            ended = form.ends_at - back + timedelta(days=3)
            hung |= {"starts_at": form.starts_at - back + timedelta(days=3), "ends_at": ended, "ended_at": ended}
        state = NoticeState.ENDED if form.starts_at else NoticeState.PUBLISHED
        await Notice.filter(id=posted.notice.id).update(state=state, **hung)


async def hang_present(sender: Staff, second: Staff, where: Places, now: datetime) -> list[UUID]:
    """What hangs today: running, coming, overdue, ended, called off, and plain bulletins. Returns those for the example's house."""
    mine: list[UUID] = []
    for key, form in {**_bulletins(where, now), **_outages(where, now)}.items():
        posted = await _hang(sender, second, form, f"demo-{key}")
        if key.startswith("example"):
            mine.append(posted.notice.id)
        if key == "ended":
            await notice.end(sender, posted.notice.id)
        if key == "cancelled":
            await notice.cancel(sender, posted.notice.id)
        if key == "overdue":
            await Notice.filter(id=posted.notice.id).update(ends_at=now - timedelta(minutes=40))
    for asks, title in ((sender, "Neue Öffnungszeiten im neuen Jahr"), (second, "Rauchmelder: Termine der jährlichen Prüfung")):
        form = NoticeInput(
            kind=NoticeKind.BULLETIN, title=title, body="Die Einzelheiten stehen in Ihrem Quartier am Brett.", audience=STOCK
        )
        await approval.request(asks, form, f"demo-waiting-{title[:8]}")
    soon = NoticeInput(
        kind=NoticeKind.BULLETIN,
        title="Adventskaffee im Hof",
        body="Am dritten Advent um 15 Uhr. Bringen Sie gern Kuchen mit.",
        audience=where.house(),
    )
    await draft.plan(sender, soon, "demo-planned", publish_at=now + timedelta(days=3))
    return mine


def _bulletins(where: Places, now: datetime) -> dict[str, NoticeInput]:
    return {
        "example-office": NoticeInput(
            kind=NoticeKind.BULLETIN,
            title="Unser Büro zum Jahreswechsel",
            body="Vom 24. Dezember bis zum 1. Januar bleibt unser Büro geschlossen.\n\nDer **Notdienst** ist immer für Sie da.",
            audience=STOCK,
        ),
        "example-meters": NoticeInput(
            kind=NoticeKind.METER_READING,
            title="Ablesung der Heizkostenverteiler",
            body="Die Ablesung dauert etwa zehn Minuten. Bitte sorgen Sie dafür, dass alle Heizkörper zugänglich sind.",
            starts_at=at(now, 16, 8),
            ends_at=at(now, 16, 12),
            audience=where.house(),
        ),
        "meeting": NoticeInput(
            kind=NoticeKind.MEETING,
            title="Informationsabend für alle Mitglieder",
            body="Wir stellen vor, was 2027 gebaut wird. Fragen sind willkommen.\n\nDieser Aushang ersetzt nicht die Einberufung einer"
            " Versammlung.",
            starts_at=at(now, 24, 18, 30),
            audience=EVERYBODY,
        ),
        "works": NoticeInput(
            kind=NoticeKind.WORKS,
            title="Neue Fahrradständer vor Haus 1 bis 7",
            body="Ab Montag bauen wir überdachte Fahrradständer. Bitte stellen Sie Ihre Räder so lange in den Keller.",
            audience=where.district("Maxfeld"),
        ),
    }


def _outages(where: Places, now: datetime) -> dict[str, NoticeInput]:
    return {
        "example-heating": NoticeInput(
            kind=NoticeKind.HEATING,
            urgency=Urgency.URGENT,
            is_emergency=True,
            title="Heizung ausgefallen: Amselweg 12",
            cause="Eine Pumpe ist defekt. Der Monteur ist da.",
            starts_at=at(now, 0, now.astimezone(BERLIN).hour) - timedelta(hours=1),
            ends_at=at(now, 0, now.astimezone(BERLIN).hour) + timedelta(hours=4),
            audience=where.house(),
            advice_during=("Halten Sie Fenster und Türen geschlossen.",),
            contact="Hausmeister Karl Wölfel, 0911 0123-461",
        ),
        "example-power": NoticeInput(
            kind=NoticeKind.POWER,
            title="Stromabschaltung Gartenstadt",
            cause="Der Netzbetreiber erneuert einen Verteiler.",
            starts_at=at(now, 4, 9),
            ends_at=at(now, 4, 11),
            audience=where.district("Gartenstadt"),
            advice_before=("Schalten Sie Computer vorher aus.", "Laden Sie Ihr Handy auf."),
            advice_after=("Prüfen Sie, ob der Gefrierschrank wieder läuft.",),
        ),
        "water": NoticeInput(
            kind=NoticeKind.WATER,
            title="Wasserabschaltung Breslauer Ring",
            cause="Wir spülen die Leitungen.",
            starts_at=at(now, 6, 8),
            ends_at=at(now, 6, 14),
            audience=where.district("Langwasser"),
            advice_before=BEFORE_WATER,
            advice_during=DURING_WATER,
            advice_after=AFTER_WATER,
        ),
        "overdue": NoticeInput(
            kind=NoticeKind.LIFT,
            title="Aufzug außer Betrieb: Adamgasse 6",
            cause="Ein Türkontakt wird getauscht.",
            starts_at=now - timedelta(hours=5),
            ends_at=now + timedelta(hours=1),
            audience=where.district("Gostenhof"),
        ),
        "ended": NoticeInput(
            kind=NoticeKind.WATER,
            urgency=Urgency.URGENT,
            title="Wasserrohrbruch Goethehof",
            cause="Rohrbruch",
            starts_at=now - timedelta(hours=6),
            audience=where.district("Maxfeld"),
            is_emergency=True,
            advice_after=AFTER_WATER,
        ),
        "cancelled": NoticeInput(
            kind=NoticeKind.POWER,
            title="Stromabschaltung Wölckernhof",
            cause="Der Zähler wird getauscht.",
            starts_at=at(now, 3, 13),
            ends_at=at(now, 3, 15),
            audience=where.district("Südstadt"),
        ),
    }


async def react(readers: Sequence[Registered], notices: Sequence[UUID]) -> None:
    """Some neighbours have read the notices for the example's house, a few confirmed; the example itself has not."""
    for index, reader in enumerate(readers):
        for notice_id in notices:
            if index == 0 or index % 2 or await notice.get(reader.viewer, notice_id) is None:
                continue
            await (notice.confirm if index % 4 == 0 else notice.mark_read)(reader.viewer, notice_id)
