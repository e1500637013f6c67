"""The networks of a portal as its settings describe them."""

from models.delivery import Channel
from models.keyring import Keyring
from push.channels import PushSender
from push.channels.fcm import FcmSender
from push.channels.fcm_account import FcmAccount
from push.channels.mail import MailSender
from push.channels.mail_message import From
from push.channels.vapid import Vapid
from push.channels.webpush import WebPushSender
from push.dispatch import Dispatcher
from push.render import Renderer
from settings import CooperativeSettings, MailSettings, PushSettings


def dispatcher(
    *,
    keyring: Keyring,
    cooperative: CooperativeSettings,
    mail: MailSettings,
    push: PushSettings,
    base_url: str,
    number_word: str = "Mitgliedsnummer",
    own_password_at_activation: bool = False,
) -> Dispatcher:
    """Every channel, ready to send; FCM only where a service account is configured."""
    sender = From(cooperative.name, mail.sender, cooperative.service_email, mail.bounce_domain)
    vapid = Vapid.of(keyring, push.subscriber)
    pushes: dict[Channel, PushSender] = {Channel.WEBPUSH: WebPushSender(vapid, origins=push.origins, timeout=push.timeout)}
    if push.fcm_service_account is not None:
        account = FcmAccount(push.fcm_service_account, push.fcm_endpoint, timeout=push.timeout)
        pushes[Channel.FCM] = FcmSender(account, timeout=push.timeout, rate=push.fcm_rate)
    renderer = Renderer(cooperative, base_url, number_word, own_password_at_activation=own_password_at_activation)
    return Dispatcher(renderer, keyring, MailSender(mail, sender, keyring), pushes)
