"""`mieterportal vapid-keys`: the key browsers subscribe with, a new one, and the end of those nobody needs any more (WP-30)."""

from typing import Annotated

import typer

from models.keyring import Keyring, VapidKey, retire_vapid, rotate_vapid
from resolvers.access import Operator
from resolvers.device import count_by_vapid_key
from settings import Settings
from web.commands import complaints, read_settings, run


def vapid_keys(
    *,
    rotate: Annotated[bool, typer.Option("--rotate", help="Make a new key; the older ones go on signing for their subscriptions.")] = False,
    retire: Annotated[bool, typer.Option("--retire", help="Delete the older keys that no subscription needs any more.")] = False,
) -> None:
    """Print the public key browsers subscribe with, making the portal's keys if they are missing; rotate or retire keys.

    Standard output has the active public key alone. What is to be known of older keys is said on standard error.
    """
    settings = read_settings()
    folder = settings.data_dir / "secrets"
    ring = Keyring.load(folder)
    if rotate:
        rotate_vapid(folder)
        ring = Keyring.load(folder)
        complaints.print(
            f"The key {ring.vapid.id} is new. Restart the portal, so that browsers get it when they open it next.", highlight=False
        )
    if ring.older_vapid:
        _tell(settings, ring.older_vapid, retire=retire)
    print(ring.vapid.public)  # noqa: T201 - for copying


def _tell(settings: Settings, older: tuple[VapidKey, ...], *, retire: bool) -> None:
    counts = run(settings, count_by_vapid_key(Operator()))
    for key in older:
        number = counts.get(key.public, 0)
        if not number and retire:
            retire_vapid(settings.data_dir / "secrets", key.public)
            complaints.print(f"The older key {key.id} was deleted: no subscription needs it.", highlight=False)
        else:
            complaints.print(f"The older key {key.id} signs for {number} subscriptions.", highlight=False)
