"""The mail relay takes us: connection, STARTTLS, login. No mail is sent."""

import ssl

import aiosmtplib

from settings import MailSettings
from web.doctor.finding import Finding, Part, doubt, fault, fine

WAIT_SECONDS = 15.0


async def relay(settings: MailSettings) -> list[Finding]:
    """Speak to the relay as far as the login, and say at which step it ends."""
    where = f"{settings.host}:{settings.port}"
    try:
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=_context(settings),
            timeout=WAIT_SECONDS,
        )
        await client.connect()
    except OSError as error:
        return [_not_connected(where, error)]
    except aiosmtplib.SMTPException as error:
        return [_not_connected(where, error)]
    try:
        return await _login(client, settings, where)
    finally:
        client.close()


def _context(settings: MailSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ca_file)


def _not_connected(where: str, error: Exception) -> Finding:
    """The first thing that went wrong, and what usually mends it."""
    cause = error.__cause__ or error
    reason = f"The mail relay {where} cannot be used: {error}."
    if isinstance(cause, ssl.SSLCertVerificationError):
        return fault(
            Part.MAIL, reason, "Its certificate is not trusted or is for another name: correct MIETERPORTAL_MAIL__HOST or set __CA_FILE."
        )
    if isinstance(error, aiosmtplib.SMTPConnectResponseError):
        return fault(Part.MAIL, reason, "It refuses this machine. Check reverse DNS and SPF, or use a relay that knows you (SM-05).")
    if "STARTTLS" in str(error):
        return fault(Part.MAIL, reason, "Use the relay's submission port (587), or MIETERPORTAL_MAIL__SECURITY=tls on port 465.")
    return fault(Part.MAIL, reason, "Check MIETERPORTAL_MAIL__HOST and __PORT, and whether a firewall lets this machine out.")


async def _login(client: aiosmtplib.SMTP, settings: MailSettings, where: str) -> list[Finding]:
    if settings.username is None:
        if "auth" in client.esmtp_extensions and settings.security != "plain":
            remedy = "If it refuses mails, set MIETERPORTAL_MAIL__USERNAME and __PASSWORD."
            return [doubt(Part.MAIL, f"The mail relay {where} offers a login, and none is set.", remedy)]
        return [fine(Part.MAIL, f"The mail relay {where} answers.")]
    secret = settings.password.get_secret_value() if settings.password else ""
    try:
        await client.login(settings.username, secret)
    except aiosmtplib.SMTPException as error:
        remedy = "Correct MIETERPORTAL_MAIL__USERNAME and __PASSWORD."
        return [fault(Part.MAIL, f"The mail relay {where} refuses the login of {settings.username}: {error}.", remedy)]
    return [fine(Part.MAIL, f"The mail relay {where} answers and takes the login.")]
