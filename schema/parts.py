"""The parts of the portal that fields hand to resolvers, chosen once at start: the narrow values, never the whole settings."""

from dataclasses import dataclass

from push.render import Renderer
from settings import CooperativeSettings


@dataclass(frozen=True, slots=True)
class Parts:
    """What a field may need beside its request. Keys and storage are those of the process (models/keyring.py, models/storage.py)."""

    cooperative: CooperativeSettings
    number_word: str
    is_demo: bool
    origin: str
    cookie_name: str
    renderer: Renderer
    push_origins: tuple[str, ...]
