"""Story: a member chooses a language; outages are told in it from then on, above the binding German text."""

import pytest

from models.consent import Preference
from models.language import Language
from models.notice import NoticeKind
from push.tongue import tongue
from tests.flows.people import sign_in, sign_in_staff
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.running import Refused, RunningPortal
from tests.support.waiting import eventually

CHOOSE = "mutation ($input: PreferencesInput!) { setPreferences(input: $input) { language } }"
DESK = "query ($id: UUID!) { member(id: $id) { language } }"


async def test_a_chosen_language_is_that_of_the_next_mail_and_push(running: RunningPortal) -> None:
    town = await towns.build()
    desk, anna = await sign_in_staff(running), await sign_in(running, town, "Anna", web_push=True)
    with pytest.raises(Refused):
        await anna.browser.ask(CHOOSE, input={"language": "PL"})
    assert await Preference.all().count() == 0
    assert (await anna.browser.ask(CHOOSE, input={"language": "AR"}))["setPreferences"] == {"language": "AR"}
    assert (await desk.ask(DESK, id=str(anna.member.id)))["member"] == {"language": "AR"}
    assert (await anna.browser.ask("{ viewer { tenant { language } } }"))["viewer"]["tenant"] == {"language": "AR"}
    await desk.ask(PUBLISH, input=water_shutoff(town), key="eins")
    (mail,) = await running.mail.wait_for(1, to="anna@example.org", deadline=20)
    assert mail.text.index(tongue(Language.AR).general["binding"]) < mail.text.index("Maßgeblich ist der deutsche Text.")
    await eventually(lambda: len(running.push.messages) == 1, deadline=20)
    (pushed,) = running.push.messages
    assert (pushed.subscription, pushed.decoded["lang"]) == (anna.subscription, "ar")
    assert tongue(Language.AR).kinds[NoticeKind.WATER]["head"] in pushed.decoded["title"]
