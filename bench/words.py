"""The words every side sends: as long as those of the portal."""

import json

SUBSCRIBER = "service@noris.example.org"
TITLE = "Kein Wasser: Amselweg 12"
BODY = "Di, 24. Nov., 8–13 Uhr. Wir tauschen ein Absperrventil aus. Bitte füllen Sie vorher Wasser ab."
PAYLOAD = json.dumps(
    {
        "v": 1,
        "title": TITLE,
        "body": BODY,
        "tag": "t" * 32,
        "url": "/aushaenge/7d6c1d5e-8a0f-4f0e-9a43-0b1c5c6f7a11",
        "lang": "de",
    },
    ensure_ascii=False,
).encode()
# RFC 8188: salt, record size, key id and its length, then the record with its delimiter and tag.
ENCRYPTED_BODY = b"\x00" * (16 + 4 + 1 + 65 + len(PAYLOAD) + 1 + 16)
