"""Refused logins, for tests."""

import pytest

from models import passwords
from models.session import Session
from resolvers.errors import Code, CredentialsRefused
from tests.support.accounts import announced, sign_in


async def refuses_login(number: str, password: str, *, address: str = "192.0.2.10") -> int:
    """A refused login with one answer, no session and nothing sent; how many argon2 computations it cost."""
    before = (await Session.all().count(), await announced(), passwords.computations())
    with pytest.raises(CredentialsRefused) as caught:
        await sign_in(number, password, address=address)
    assert (caught.value.code, caught.value.field) == (Code.CREDENTIALS_REFUSED, None)
    assert str(caught.value) == "Number and password do not belong together."
    assert (await Session.all().count(), await announced()) == before[:2]
    return passwords.computations() - before[2]
