"""Which row a bounce is about: its return path and its Message-ID carry the row's id with a signature only we can make (SM-11, SM-18)."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.keyring import Keyring
from push.channels.mail_message import message_id, return_path

_RETURN_PATH = re.compile(r"bounce\+([0-9]{1,18})\.[0-9a-f]{16}@", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([0-9]{1,18})\.[0-9a-f]{12}@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The row a report names, if its signature is ours; `is_forged` when there were only names with a wrong one."""

    delivery_id: int | None
    is_forged: bool


def find(keyring: Keyring, return_paths: Iterable[str], message_ids: Iterable[str]) -> Named:
    """Look through every place where our return path may stand, then through Message-IDs of returned mails."""
    is_forged = False
    for pattern, made, places in ((_RETURN_PATH, return_path, return_paths), (_MESSAGE_ID, message_id, message_ids)):
        for place in places:
            for found in pattern.finditer(place):
                delivery_id = int(found[1])
                # What stands before the @ carries row and signature; servers change the case of both, and the domain may be an alias.
                ours = made(keyring, delivery_id, "")
                if hmac.compare_digest(found[0].lower().encode(), ours.removesuffix(">").encode()):
                    return Named(delivery_id, is_forged=False)
                is_forged = True
    return Named(None, is_forged)
