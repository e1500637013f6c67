"""The post to employees of a portal whose mail goes to a server of the tests."""

from models import keyring
from push.staff_mail import StaffPost
from settings import MailSettings
from tests.servers.mail_server import MailServer
from tests.support.accounts import COOPERATIVE


def post(mail_server: MailServer) -> StaffPost:
    """A post that sends to this server."""
    settings = MailSettings(
        host=mail_server.host, port=mail_server.port, security="plain", sender="portal@noris.example", bounce_domain="bounce.noris.example"
    )
    return StaffPost.of(keyring=keyring.current(), cooperative=COOPERATIVE, mail=settings, base_url="https://portal.noris.example")
