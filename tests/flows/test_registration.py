"""Story 3: a tenant who has never been here before registers exactly as the cooperative describes it."""

import pytest

from tests.support import accounts
from tests.support.running import Refused, RunningPortal

REGISTER = """mutation ($input: RegisterInput!) { register(input: $input) { registrationId pageSecret email linkValidUntil } }"""
LOGIN = """mutation ($input: LoginInput!) { login(input: $input) { token viewer { session { scope } tenant { name } } } }"""
CHANGE = """mutation ($password: String!) {
  changePassword(newPassword: $password) { viewer { session { scope } tenant { name numbers email } } }
}"""
BOARD = """{ viewer { tenant { greetingName paperQuestionOpen pushQuestionOpen } }
    board(first: 1) { totalCount } documents(first: 1) { totalCount } }"""


async def test_from_the_letter_to_the_board(running: RunningPortal) -> None:
    post = await accounts.invited("0012345")
    browser = running.person()
    form = {
        "number": "0012345",
        "activationPassword": post.code.lower().replace("-", " "),
        "email": accounts.EMAIL,
        "acceptsPrivacy": True,
        "acceptsTerms": True,
    }
    registered = (await browser.ask(REGISTER, input=form))["register"]
    assert registered["email"] == accounts.EMAIL

    (activation,) = await running.mail.wait_for(1, to=accounts.EMAIL, deadline=15)
    assert activation.subject == "Aktivierungslink für den Zugang zum Mieterportal der Wohnungsgenossenschaft Noris eG"
    assert "Guten Tag Erika Beispiel," in activation.text
    link = activation.link("/aktivieren/")

    shown = await browser.http.get(link)
    assert shown.status_code == 200
    assert "Registrierung abschließen" in shown.text
    assert len(running.mail.mails) == 1, "opening the link changes nothing (AU-21)"
    confirmed = await browser.http.post(link, follow_redirects=True)
    assert confirmed.status_code == 200
    assert "Ihre Registrierung war erfolgreich." in confirmed.text
    assert "Spam" in confirmed.text

    _, password_mail = await running.mail.wait_for(2, to=accounts.EMAIL, deadline=15)
    assert password_mail.subject == "Passwort für den Zugang zum Mieterportal der Wohnungsgenossenschaft Noris eG"
    assert "0012345" not in password_mail.text, "AU-26: the number does not stand beside the password"
    one_time = next(line.strip() for line in password_mail.text.splitlines() if line.strip().count("-") == 2 and len(line.strip()) == 17)

    first = (await browser.ask(LOGIN, input={"number": "0012345", "password": one_time}))["login"]
    assert first["viewer"]["session"]["scope"] == "CHANGE_PASSWORD"
    with pytest.raises(Refused) as refusal:
        await browser.ask(BOARD)
    assert refusal.value.codes == ["password_change_required"]

    own = (await browser.ask(CHANGE, password=accounts.PASSWORD))["changePassword"]["viewer"]
    assert own["session"]["scope"] == "FULL"
    assert own["tenant"] == {"name": "Erika Beispiel", "numbers": ["0012345"], "email": accounts.EMAIL}
    home = await browser.ask(BOARD)
    assert home["viewer"]["tenant"] == {"greetingName": "Erika Beispiel", "paperQuestionOpen": True, "pushQuestionOpen": True}
    assert home["board"]["totalCount"] == home["documents"]["totalCount"] == 0

    elsewhere = running.person()
    with pytest.raises(Refused) as again:
        await elsewhere.ask(LOGIN, input={"number": "0012345", "password": one_time})
    assert again.value.codes == ["credentials_refused"], "AU-23: the one-time password opens once"
    assert (await elsewhere.ask(LOGIN, input={"number": "0012345", "password": accounts.PASSWORD}))["login"]["token"] is None


async def test_a_wrong_code_sends_nothing(running: RunningPortal) -> None:
    """AU-19: unknown number and wrong code share one answer, and no mail goes out."""
    post = await accounts.invited("0012345")
    other = await accounts.invited("0099999")
    browser = running.person()
    answers: list[object] = []
    for number, code in (("0012345", other.code), ("7777777", post.code)):
        form = {"number": number, "activationPassword": code, "email": accounts.EMAIL, "acceptsPrivacy": True, "acceptsTerms": True}
        with pytest.raises(Refused) as refusal:
            await browser.ask(REGISTER, input=form)
        answers.append([(error["message"], error["extensions"]) for error in refusal.value.errors])
    assert answers[0] == answers[1]
    assert await accounts.announced() == []
    assert running.mail.mails == []
