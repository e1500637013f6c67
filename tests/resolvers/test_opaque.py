"""Ids of counted rows (GQ-16)."""

import base64
import itertools
from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import keyring
from models.base import Row
from models.keyring import Keyring
from resolvers import opaque
from resolvers.opaque import Counted

pytestmark = pytest.mark.usefixtures("key")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The keys of an installation."""
    keyring.use(Keyring.load(tmp_path_factory.mktemp("secrets")))
    yield
    keyring.use(None)


@given(st.integers(0, 2**63 - 1))
def test_an_id_leads_to_its_row_alone(number: int) -> None:
    """GQ-16: the same each time; another kind of row has another id."""
    sealed = opaque.seal(Counted.DELIVERY, number)
    assert (len(sealed), sealed.isascii()) == (22, True)
    assert opaque.seal(Counted.DELIVERY, number) == sealed
    assert opaque.number_of(Counted.DELIVERY, sealed) == number
    assert opaque.number_of(Counted.AUDIENCE_MEMBER, sealed) is None


@given(st.text())
def test_what_is_no_id_leads_nowhere(text: str) -> None:
    assert opaque.number_of(Counted.DELIVERY, text) is None


def test_neighbours_look_unrelated() -> None:
    """GQ-16: half of the 128 bits differ between one row and the next, so nobody counts by them."""
    blocks = [base64.urlsafe_b64decode(opaque.seal(Counted.DELIVERY, number) + "==") for number in range(1000)]
    flipped = [(int.from_bytes(one) ^ int.from_bytes(other)).bit_count() for one, other in itertools.pairwise(blocks)]
    assert 60 < sum(flipped) / len(flipped) < 68
    last = opaque.seal(Counted.DELIVERY, 7)
    assert opaque.number_of(Counted.DELIVERY, last[:-1]) is None
    assert opaque.number_of(Counted.DELIVERY, last + "A") is None


def test_every_other_row_has_a_random_id() -> None:
    """GQ-16: UUID version 4 has 122 random bits."""
    made = Row._meta.fields_map["id"].default  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType] - Tortoise has no public way
    ids = [made() for _ in range(100)]  # pyright: ignore[reportUnknownVariableType]
    assert {one.version for one in ids if isinstance(one, UUID)} == {4}
    assert len(set(ids)) == 100  # pyright: ignore[reportUnknownArgumentType]
