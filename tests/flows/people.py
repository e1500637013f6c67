"""Staff and tenants of the town who are signed in over HTTP, with their devices."""

import secrets
from dataclasses import dataclass

from pyotp.totp import TOTP

from models import clock, passwords
from models.account import Account
from models.member import Member, MembershipPerson
from models.staff import Staff, StaffRole
from tests.servers.push_service import Subscription
from tests.support.accounts import PASSWORD
from tests.support.running import Person, RunningPortal
from tests.support.town import Town

STAFF_LOGIN = (
    """mutation ($email: String!, $password: String!) { staffLogin(email: $email, password: $password) { viewer { staff { role } } } }"""
)
BEGIN_TOTP = "mutation { beginTotp { secret } }"
CONFIRM_TOTP = "mutation ($code: String!) { confirmTotp(code: $code) { viewer { session { scope } } } }"
LOGIN = """mutation ($input: LoginInput!) { login(input: $input) { token viewer { tenant { id } } } }"""
REGISTER_DEVICE = """mutation ($input: DeviceInput!) { registerDevice(input: $input) { id kind } }"""


@dataclass
class Home:
    """A signed-in tenant with what they hold in their hands."""

    member: Member
    browser: Person
    subscription: Subscription | None = None
    fcm_token: str | None = None


async def sign_in_staff(portal: RunningPortal, role: StaffRole = StaffRole.ADMIN) -> Person:
    """An employee with an own password, who sets up an authenticator app at the first login."""
    email = f"{role.value}@noris.example.org"
    await Staff.create(
        email=email, name="Vera Verwaltung", role=role, password_hash=await passwords.make_hash(PASSWORD), created_at=await clock.now()
    )
    desk = portal.person()
    await desk.ask(STAFF_LOGIN, email=email, password=PASSWORD)
    desk.totp = (await desk.ask(BEGIN_TOTP))["beginTotp"]["secret"]
    await desk.ask(CONFIRM_TOTP, code=TOTP(desk.totp).at(await clock.now()))
    return desk


async def sign_in(portal: RunningPortal, town: Town, first_name: str, *, web_push: bool = False, app: bool = False) -> Home:
    """A member with an account, signed in; with a browser that takes web push, and an app that takes FCM, where asked."""
    member = town.members[first_name]
    await Account.create(member=member, password_hash=await passwords.make_hash(PASSWORD + first_name), activated_at=await clock.now())
    number = (await MembershipPerson.get(member=member).prefetch_related("membership")).membership.number
    home = Home(member, portal.person())
    await home.browser.ask(LOGIN, input={"number": number, "password": PASSWORD + first_name})
    if web_push:
        home.subscription = await _subscribe(portal, home.browser)
    if app:
        phone = portal.person()
        credentials = {"number": number, "password": PASSWORD + first_name, "session": "BEARER"}
        phone.bearer = (await phone.ask(LOGIN, input=credentials))["login"]["token"]
        home.fcm_token = portal.fcm.register()
        device = {"kind": "FCM", "installationId": secrets.token_hex(8), "fcmToken": home.fcm_token}
        await phone.ask(REGISTER_DEVICE, input=device)
    return home


async def _subscribe(portal: RunningPortal, browser: Person) -> Subscription:
    key = (await browser.ask("{ vapidPublicKey }"))["vapidPublicKey"]
    subscription = portal.push.subscribe(key)
    device = {
        "kind": "WEBPUSH",
        "installationId": secrets.token_hex(8),
        "endpoint": subscription.endpoint,
        "p256dh": subscription.p256dh,
        "auth": subscription.auth,
        "vapidKey": key,
    }
    await browser.ask(REGISTER_DEVICE, input=device)
    return subscription
