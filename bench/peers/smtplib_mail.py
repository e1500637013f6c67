"""Mail by the standard library: smtplib over TLS, with one connection for each message (`each`) or one kept open (`open`).

Written as fairly as we would want ours to be: the same words and parts as the portal's mail, from templates that are compiled once,
with one recipient per message, and one TLS context for all connections. Nothing is written down, which only makes it cheaper.
"""

import json
import os
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

from jinja2 import Environment

from bench.peers.talk import reply

SENDER = "mieterportal@noris.example.org"


class Mailer:
    """Renders, builds and sends; `keeps_open` says which of the two it is."""

    def __init__(self, words: dict[str, Any], *, keeps_open: bool) -> None:
        escaped, plain = Environment(autoescape=True), Environment(autoescape=False)  # noqa: S701 - plain text is not markup
        self._subject = plain.from_string(words["subject"])
        self._text = plain.from_string(words["text"])
        self._html = escaped.from_string(words["html"])
        self._attachments: list[dict[str, str]] = words["attachments"]
        self._people: list[dict[str, str]] = words["people"]
        self._keeps_open = keeps_open
        self._tls = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])

    def send(self, question: dict[str, Any]) -> dict[str, Any]:
        """Send to the first `count` people."""
        people = self._people[: question["count"]]
        if not self._keeps_open:
            for person in people:
                with self._connect() as smtp:
                    smtp.send_message(self._build(person), SENDER, [person["email"]])
            return {"accepted": len(people)}
        with self._connect() as smtp:
            for person in people:
                smtp.send_message(self._build(person), SENDER, [person["email"]])
        return {"accepted": len(people)}

    def _connect(self) -> smtplib.SMTP_SSL:
        return smtplib.SMTP_SSL("127.0.0.1", int(os.environ["MIETERPORTAL_MAIL__PORT"]), context=self._tls)

    def _build(self, person: dict[str, str]) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = f"Wohnungsgenossenschaft Noris eG <{SENDER}>"
        mail["To"] = f"{person['first_name']} {person['last_name']} <{person['email']}>"
        mail["Reply-To"] = "service@noris.example.org"
        mail["Subject"] = self._subject.render(person)
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain="noris.example.org")
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self._text.render(person))
        mail.add_alternative(self._html.render(person), subtype="html")
        for attachment in self._attachments:
            main, _, subtype = attachment["content_type"].partition("/")
            mail.add_attachment(attachment["text"].encode(), main, subtype, filename=attachment["filename"])
        return mail


if __name__ == "__main__":
    reply(Mailer(json.loads(Path(sys.argv[2]).read_text()), keeps_open=sys.argv[1] == "open").send)
