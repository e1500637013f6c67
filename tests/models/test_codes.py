"""Activation codes, one-time passwords and link tokens."""

import math
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import clock, codes, keyring
from models.account import Account, ActivationCode, MailedToken, OneTimePassword
from models.codes import NothingToMint
from models.member import Member
from resolvers import account
from resolvers.access import Operator
from tests.support.accounts import REQUEST, activated, activation_token, invited, person, register

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_code_looks_as_in_the_letter() -> None:
    """AU-18: K7MQ-4T2X-9RWD-H3, without symbols nobody finds on a phone."""
    for _ in range(300):
        code = codes.new_code()
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 2]
        assert set(code) <= set(ALPHABET + "-U")
        assert codes.normalise_code(code) == code.replace("-", "")


def test_check_symbols_follow_crockford() -> None:
    """Crockford, base32: 1234 is 16JD; the remainder by 37, with five more symbols than the digits have."""
    written = {"16J": "D", "10": "*", "11": "~", "12": "$", "13": "=", "14": "U", "15": "0", "Z": "Z"}
    assert {symbols: codes.check_symbol(symbols) for symbols in written} == written


@given(st.text(alphabet=ALPHABET, min_size=13, max_size=13), st.integers(0, 12), st.sampled_from(ALPHABET))
def test_a_wrong_symbol_is_noticed(symbols: str, place: int, other: str) -> None:
    """AU-18: every single wrong symbol, before anything is asked of the database."""
    full = symbols + codes.check_symbol(symbols)
    wrong = full[:place] + other + full[place + 1 :]
    assert codes.normalise_code(full) == full
    assert (codes.normalise_code(wrong) is None) == (other != full[place])


@given(st.text(alphabet=ALPHABET, min_size=13, max_size=13), st.integers(0, 11))
def test_swapped_neighbours_are_noticed(symbols: str, place: int) -> None:
    """AU-18: the second most frequent typing error."""
    full = symbols + codes.check_symbol(symbols)
    wrong = full[:place] + full[place + 1] + full[place] + full[place + 2 :]
    assert (codes.normalise_code(wrong) is None) == (full[place] != full[place + 1])


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    """No input raises."""
    found = codes.normalise_code(text)
    assert found is None or len(found) == 14
    symbols = codes.normalise_one_time_password(text)
    assert symbols is None or len(symbols) == 15


def test_a_one_time_password_looks_as_promised() -> None:
    """AU-22: xvbdx-34768-kfmpq, at least 58 bit, unambiguous, never a word."""
    seen: list[set[str]] = [set() for _ in range(17)]
    for _ in range(2000):
        password = codes.new_one_time_password()
        assert [len(group) for group in password.split("-")] == [5, 5, 5]
        assert codes.normalise_one_time_password(password.upper().replace("-", " ")) == password.replace("-", "")
        for place, symbol in enumerate(password):
            seen[place].add(symbol)
    bits = sum(math.log2(len(symbols)) for symbols in seen)
    assert bits >= 58
    assert set().union(*seen).isdisjoint("aeioul01")


@pytest.mark.usefixtures("portal")
async def test_two_thousand_letters_take_seconds() -> None:
    """AU-18: no slow hash; the kill limit is twenty times the usual."""
    await Member.bulk_create([Member(external_id=f"p{index}", last_name="Beispiel") for index in range(2000)])
    identities = [member.id for member in await Member.all().only("id")]
    started = time.monotonic()
    issued = await account.issue_codes(Operator(), identities)
    assert time.monotonic() - started < 20
    assert len(set(issued.values())) == 2000
    assert await ActivationCode.filter(voided_at=None).count() == 2000


@pytest.mark.usefixtures("portal")
async def test_issuing_again_voids_the_old_code() -> None:
    """AU-18: one valid code per person; the database holds only keyed hashes (AL-03)."""
    member = await person("p1")
    old = (await codes.issue([member.id], keyring.current()))[member.id]
    new = (await codes.issue([member.id], keyring.current()))[member.id]
    rows = {row.code_hash: row.voided_at is None for row in await ActivationCode.all()}
    assert rows == {
        codes.code_hash(keyring.current(), old.replace("-", "")): False,
        codes.code_hash(keyring.current(), new.replace("-", "")): True,
    }
    assert (await ActivationCode.get(voided_at=None)).expires_at - await clock.now() > timedelta(days=89, hours=23)


@pytest.mark.usefixtures("portal")
async def test_a_deceased_person_gets_no_letter() -> None:
    """DS-19a."""
    alive, dead = await person("p1"), await person("p2")
    await Member.filter(id=dead.id).update(status="deceased")
    assert set(await account.issue_codes(Operator(), [alive.id, dead.id])) == {alive.id}


@pytest.mark.usefixtures("portal")
async def test_link_tokens_are_stored_as_hashes() -> None:
    """AU-07, AU-21: 256 bit, seven days."""
    registered = await register(await invited())
    minted = await codes.mint_activation_token(delivery_id=1, registration_id=registered.status.registration_id)
    row = await MailedToken.get()
    assert row.token_hash == codes.token_hash(minted.secret)
    assert len(minted.secret) == 43
    assert minted.secret not in repr(minted)
    assert minted.expires_at - await clock.now() > timedelta(days=6, hours=23)


@pytest.mark.usefixtures("portal")
async def test_a_late_retry_does_not_end_the_newer_mail() -> None:
    """AU-21: deliveries are numbered; only earlier ones end."""
    registered = await register(await invited())
    newer = await activation_token(registered.status.registration_id, 2)
    await activation_token(registered.status.registration_id, 1)
    assert await account.activate(REQUEST, newer)


@pytest.mark.usefixtures("portal")
async def test_nothing_is_minted_for_what_is_over() -> None:
    """The re-check at the moment of sending: confirmed, gone, locked."""
    registered = await register(await invited())
    owner = await account.activate(REQUEST, await activation_token(registered.status.registration_id))
    before = await MailedToken.all().count()
    with pytest.raises(NothingToMint):
        await activation_token(registered.status.registration_id, 2)
    with pytest.raises(NothingToMint):
        await codes.mint_one_time_password(delivery_id=1, account_id=uuid4())
    await Account.filter(id=owner.id).update(locked_at=await clock.now())
    with pytest.raises(NothingToMint):
        await codes.mint_one_time_password(delivery_id=1, account_id=owner.id)
    with pytest.raises(NothingToMint):
        await codes.mint_reset_token(delivery_id=1, account_id=owner.id)
    assert await OneTimePassword.all().count() == 0
    assert await MailedToken.all().count() == before


@pytest.mark.usefixtures("portal")
async def test_one_time_passwords_are_stored_as_argon2id() -> None:
    """AU-22, AU-23: 72 hours; the live ones of an account share their salt, so a login costs one computation."""
    owner = await activated(await invited())
    minted = [await codes.mint_one_time_password(delivery_id=delivery, account_id=owner.id) for delivery in range(2)]
    rows = await OneTimePassword.all()
    assert all(row.password_hash.startswith("$argon2id$") for row in rows)
    assert len({row.password_hash.rpartition("$")[0] for row in rows}) == 1
    assert len({row.password_hash for row in rows}) == 2
    assert minted[0].expires_at - await clock.now() > timedelta(hours=71)
