"""The settings of the demo: an invented cooperative in Nürnberg. Whatever the environment says beside it (push origins, FCM) counts too."""

from pathlib import Path
from typing import Any

from settings import CooperativeSettings, MailSettings, Settings
from web.demo.catcher import HOST

COOPERATIVE: dict[str, Any] = {
    "name": "Wohnungsgenossenschaft Noris eG",
    "short_name": "Noris eG",
    "street": "Amselweg 1",
    "city": "90469 Nürnberg",
    "seat": "Nürnberg",
    "register_court": "Amtsgericht Nürnberg",
    "register_number": "1908",
    "board": ["Sabine Hofmann", "Thomas Winkler"],
    "chair": "Renate Seitz",
    "service_phone": "0911 0123-450",
    "service_hours": "Mo–Do 8–17, Fr 8–13 Uhr",
    "service_email": "service@noris.example",
    "emergency_phone": "0911 0123-999",
    "website": "https://noris.example",
}


GATHER_SECONDS = 20.0
"""Long enough to see two notices come as one mail, short enough to wait for it."""


def demo_settings(data_dir: Path, *, port: int, mail_port: int) -> Settings:
    """Everything on loopback, everything below `data_dir`."""
    return Settings(
        base_url=f"http://localhost:{port}",
        data_dir=data_dir,
        database_url=f"sqlite://{data_dir / 'mieterportal.sqlite3'}",
        storage_url=f"file://{(data_dir / 'files').resolve()}",
        cooperative=CooperativeSettings.model_validate(COOPERATIVE),
        mail=MailSettings(host=HOST, port=mail_port, security="plain", sender="mieterportal@noris.example", gather_seconds=GATHER_SECONDS),
        demo=True,
        embedded_worker=True,
    )
