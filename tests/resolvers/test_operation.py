"""Trusted documents of this build and of earlier ones: an installed app may be weeks older than the server."""

from datetime import timedelta

import pytest

from models import clock
from models.operation import TrustedOperation
from resolvers import operation

OLD, NEW = "{cooperative{name}}", "{cooperative{city}}"


def manifest(*texts: str) -> dict[str, str]:
    """The texts by their hash."""
    return {operation.sha256(text): text for text in texts}


def test_the_hash_is_that_of_the_text_in_utf8() -> None:
    """FIPS 180-4, as `sha256sum` prints it."""
    assert operation.sha256('{a(b:"ö")}') == "54bd4bbb149a67f8951633d984fbb126af22fa0eecca763c79d3afb417ff4605"


@pytest.mark.usefixtures("portal")
async def test_an_earlier_build_is_good_for_ninety_days() -> None:
    await operation.ship(manifest(OLD))
    clock.shift(timedelta(days=400))
    await operation.ship(manifest(OLD, NEW))
    assert await operation.text_of(operation.sha256(OLD)) == OLD
    await operation.ship(manifest(NEW))
    clock.shift(timedelta(days=400 + 89, hours=23))
    assert await operation.text_of(operation.sha256(OLD)) == OLD
    assert await operation.text_of(operation.sha256(NEW)) == NEW
    clock.shift(timedelta(days=400 + 90, minutes=1))
    assert await operation.text_of(operation.sha256(OLD)) is None
    assert await operation.text_of(operation.sha256(NEW)) == NEW


@pytest.mark.usefixtures("portal")
async def test_an_operation_that_comes_back_is_as_good_as_new() -> None:
    """A build is rolled back."""
    for build in ((OLD,), (NEW,), (OLD,), (OLD,)):
        await operation.ship(manifest(*build))
    clock.shift(timedelta(days=91))
    assert await operation.text_of(operation.sha256(OLD)) == OLD
    assert await operation.text_of(operation.sha256(NEW)) is None


@pytest.mark.usefixtures("portal")
async def test_what_is_long_retired_is_forgotten() -> None:
    await operation.ship(manifest(OLD))
    await operation.ship(manifest(NEW))
    clock.shift(timedelta(days=91))
    await operation.ship(manifest(NEW, "{__typename}"))
    assert set(await TrustedOperation.all().values_list("text", flat=True)) == {NEW, "{__typename}"}


@pytest.mark.usefixtures("portal")
async def test_a_server_without_a_build_retires_nothing() -> None:
    await operation.ship(manifest(OLD))
    await operation.ship({})
    assert await TrustedOperation.filter(retired_at=None).count() == 1
    assert await operation.text_of("0" * 64) is None
