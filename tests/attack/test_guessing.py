"""Guessing: who is here, what their password is, which code stands in a letter."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

from models import clock, passwords
from models.account import Account
from tests.attack.conftest import Target, Tell
from tests.support import accounts
from tests.support.operations import ship

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { token } }"
REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) { registrationId } }"
RESET = "mutation ($number: String!, $email: String!) { requestPasswordReset(number: $number, email: $email) }"


async def _send(target: Target, document: str, **variables: Any) -> tuple[int, list[dict[str, Any]]]:
    """Status and errors as a stranger's browser sees them, without what counts down."""
    stranger = target.portal.person()
    question = {"documentId": await ship(document), "variables": variables}
    reply = await stranger.http.post("/graphql", json=question, headers={"GraphQL-Require-Preflight": "1"})
    errors = reply.json().get("errors", [])
    for error in errors:
        error["extensions"].pop("correlationId", None)
    return reply.status_code, errors


async def test_enumeration_of_members(target: Target, tell: Tell) -> None:
    """AU-03, AU-06, AU-19: who exists cannot be told by answers, nor by how much is computed."""
    cases = {"known": target.numbers["Anna"], "not registered": target.letter.number, "unknown": "7654321", "no number": "x' OR 1=1 --"}
    answers, computed = list[tuple[int, list[dict[str, Any]]]](), list[int]()
    for number in cases.values():
        before = passwords.computations()
        answers.append(await _send(target, LOGIN, input={"number": number, "password": "Falsch-geraten-17"}))
        computed.append(passwords.computations() - before)
    assert all(answer == answers[0] for answer in answers), answers
    assert len(set(computed)) == 1, computed
    resets = [await _send(target, RESET, number=number, email="anna@example.org") for number in cases.values()]
    assert all(reset == resets[0] for reset in resets), resets
    tell(f"{len(cases)} kinds of numbers: one answer at login ({computed[0]} hash each), one at reset")


async def test_brute_force_on_a_password(target: Target, tell: Tell) -> None:
    """AU-04, AU-05: parallel guesses do not pass the limit; the account is never locked for good."""
    before = passwords.computations()
    guesses = [
        _send(target, LOGIN, input={"number": target.numbers["Anna"], "password": f"{accounts.PASSWORD}{guess}"}) for guess in range(60)
    ]
    replies = await asyncio.gather(*guesses)
    codes = Counter(error["extensions"]["code"] for _, errors in replies for error in errors)
    assert codes.keys() <= {"credentials_refused", "too_many_attempts"}
    assert codes.total() == 60, "no guess got in"
    assert passwords.computations() - before <= 10, "more guesses were compared than the limit allows"
    await target.anna.browser.ask("{ board(first: 1) { totalCount } }")
    tell(f"60 guesses at once: {codes['credentials_refused']} refused, {codes['too_many_attempts']} put off, the victim's browser goes on")


async def test_guessing_of_activation_codes(target: Target, tell: Tell) -> None:
    """AU-18, AU-20: failures are few an hour and never burn the code."""
    form = {"number": target.letter.number, "email": "mallory@example.org", "acceptsPrivacy": True, "acceptsTerms": True}
    guesses = [f"{number:013d}" for number in range(40)]
    replies = await asyncio.gather(*(_send(target, REGISTER, input={**form, "activationPassword": guess}) for guess in guesses))
    assert all(errors for _, errors in replies)
    codes = Counter(error["extensions"]["code"] for _, errors in replies for error in errors)
    assert codes.keys() <= {"registration_refused", "too_many_attempts"}
    assert await Account.filter(member_id=target.letter.member.id).count() == 0
    assert [mail for mail in target.portal.mail.mails if mail.recipient == "mallory@example.org"] == []
    clock.shift(timedelta(hours=1, minutes=1))
    registered = await accounts.register(target.letter)
    clock.shift(timedelta())
    assert registered.status.email == accounts.EMAIL, "the letter still works"
    tell(f"40 codes: {dict(codes)}; an hour later the letter's own code works")
