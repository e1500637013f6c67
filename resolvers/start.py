"""What a process that answers requests needs before the first one: the keys, the words of the password policy, the legal texts."""

from pathlib import Path

from models import keyring, password_policy
from models.keyring import Keyring
from resolvers import legal
from settings import CooperativeSettings


def unlock(data_dir: Path, cooperative: CooperativeSettings) -> Keyring:
    """Load the keys below `data_dir`, making them at first start, and use them in this process.

    Raises:
        KeyringError: a key file is damaged.
    """
    ring = Keyring.load(data_dir / "secrets")
    keyring.use(ring)
    password_policy.use_words([cooperative.name, cooperative.short_name, "Mieterportal"])
    return ring


async def prepare(data_dir: Path, cooperative: CooperativeSettings, legal_dir: Path | None) -> Keyring:
    """`unlock`, and publish the legal texts; the database is open.

    Raises:
        KeyringError: a key file is damaged.
        LegalTextError: a legal text cannot be read.
    """
    ring = unlock(data_dir, cooperative)
    await legal.load(legal_dir, cooperative)
    return ring
