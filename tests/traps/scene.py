"""What every trap is set in: the small town, its people with mailboxes and browsers, and a worker that sends to real servers."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from models.audience import AudienceScope
from models.keyring import Keyring
from models.notice import NoticeKind, Urgency
from resolvers import notice
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.notice import NoticeInput
from tests.push.world import World, worker
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService, Subscription
from tests.support.town import Town

HOUR = timedelta(hours=1)


@dataclass
class Scene:
    """A town whose messages go out; `people` have a login, and a browser where one was given to them."""

    town: Town
    keyring: Keyring
    mail: MailServer
    push: PushService
    browsers: dict[str, Subscription] = field(default_factory=dict[str, Subscription])

    async def sign_in(self, *names: str) -> None:
        """They have a login, so mail reaches them."""
        for name in names or self.town.members:
            await self.town.tenant(name)

    async def give_browser(self, *names: str) -> None:
        """Their browser takes pushes."""
        for name in names:
            self.browsers[name] = await World(self.keyring).browser(self.town.members[name], self.push)

    def water(self, *addresses: str, **changes: Any) -> NoticeInput:
        """Water off from in one hour to in seven hours, in these houses or in Amselweg 2."""
        form = NoticeInput(
            NoticeKind.WATER,
            "Wasserabschaltung",
            tuple(self.house(address) for address in addresses or ("Amselweg 2",)),
            starts_at=self.town.now + HOUR,
            ends_at=self.town.now + 7 * HOUR,
        )
        return replace(form, **changes)

    def house(self, address: str, *, is_exclusion: bool = False) -> Rule:
        """A house as a rule."""
        return Rule(AudienceScope.HOUSE, is_exclusion, self.town.houses[address].id)

    async def publish(self, form: NoticeInput) -> UUID:
        """It hangs; nothing is sent before `work`."""
        return (await notice.publish(Operator(), form, str(uuid4()))).notice.id

    async def alert(self, *addresses: str, **changes: Any) -> UUID:
        """An urgent one."""
        return await self.publish(self.water(*addresses, **{"urgency": Urgency.URGENT, **changes}))

    async def work(self, **mail_given: Any) -> None:
        """Send everything that is due."""
        found = worker(self.keyring, mail=self.mail, push=self.push, mail_given=mail_given)
        await found.run_until_idle()
        await found.close()

    @property
    def mailed(self) -> Counter[str]:
        """How many mails each first name got."""
        return Counter(mail.recipient.partition("@")[0].capitalize() for mail in self.mail.mails)

    @property
    def pushed(self) -> dict[str, int]:
        """How many pushes each browser got."""
        return {name: len(self.push.received(browser)) for name, browser in self.browsers.items()}
