"""Looks at a portal's settings and at everything they lead to: database, disk, mail relay, push services, clock.

Nothing is changed: no file is made, no mail is sent, no table is touched.
"""

from collections.abc import Sequence

from settings import Settings
from web.doctor import database, disk, mail, push
from web.doctor.finding import Finding, Part

KNOWN_PUSH_ORIGINS = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://web.push.apple.com",
)
"""Chrome, Edge on Android and Samsung; Firefox; Safari. Edge on Windows uses a host per region, so there is none to ask."""


async def examine(settings: Settings, *, only: Sequence[Part] = (), push_origins: Sequence[str] = KNOWN_PUSH_ORIGINS) -> list[Finding]:
    """Every finding in the order of `Part`; `only` limits it to some parts."""
    parts = frozenset(only or Part)
    origins = [*push_origins, *settings.push.origins]
    found: list[Finding] = []
    if Part.SETTINGS in parts:
        found += disk.settings(settings)
    if Part.DATA in parts:
        found += disk.data(settings.data_dir)
    if Part.DATABASE in parts:
        found += await database.reachable(settings.database_url)
    if Part.CLOCK in parts:
        found += await push.clock(settings.database_url, origins)
    if Part.MAIL in parts:
        found += await mail.relay(settings.mail)
    if Part.PUSH in parts:
        found += await push.services(settings.push, origins)
        found += await push.keys(settings.data_dir / "secrets", settings.database_url)
    if Part.APP in parts:
        found += disk.app()
    return found
