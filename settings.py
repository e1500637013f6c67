"""Every setting of the portal, read once from the environment (prefix MIETERPORTAL_) in web/cli.py and passed down narrowly.

Production is the default: nothing needs switching on to be safe. docs/configuration.md explains each field; a test compares the two.
"""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _words(value: Any) -> Any:
    """`a, b` from the environment becomes ["a", "b"]."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


class CooperativeSettings(BaseModel):
    """Who speaks: the § 25a GenG footer needs legal form, seat, register, board and chair."""

    name: str = Field(min_length=1)
    short_name: str = Field(min_length=1, max_length=30)
    street: str = Field(min_length=1)
    city: str = Field(min_length=1, description="Postcode and place")
    seat: str = Field(min_length=1)
    register_court: str = Field(min_length=1)
    register_number: str = Field(min_length=1)
    board: Annotated[list[str], NoDecode] = Field(min_length=1, description="Members of the board, first name written out")
    chair: str = Field(min_length=1, description="Chair of the supervisory board, first name written out")
    service_phone: str = Field(min_length=1)
    service_hours: str = Field(min_length=1)
    service_email: str = Field(min_length=3)
    emergency_phone: str = Field(min_length=1)
    website: str = Field(min_length=1)
    brand_color: str = Field(default="#1d4b82", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: Path | None = None

    _split = field_validator("board", mode="before")(_words)


class MailSettings(BaseModel):
    """The relay. Plain SMTP is allowed to loopback only (SM-10)."""

    host: str = "localhost"
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "plain"] = "starttls"
    username: str | None = None
    password: SecretStr | None = None
    sender: str = ""
    bounce_domain: str = ""
    connections: int = Field(default=4, ge=1, le=50)
    per_minute: float | None = Field(default=None, gt=0, description="SM-17: mails the relay may be given a minute; None means no limit")
    timeout: float = Field(default=120, gt=0, description="Seconds for connecting and for the replies before the final dot")
    final_timeout: float = Field(
        default=600, gt=0, description="Seconds for the reply to the final dot (RFC 5321 4.5.3.2.6); urgent: <= 120"
    )
    ca_file: Path | None = None
    gather_seconds: float = Field(
        default=600, ge=0, le=3600, description="Ordinary notices and documents wait so long for others, to come as one mail; 0: never"
    )

    @model_validator(mode="after")
    def _plain_only_to_loopback(self) -> "MailSettings":
        if self.security == "plain" and self.host not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError("MIETERPORTAL_MAIL__SECURITY=plain is allowed to a mail server on loopback only; use starttls or tls")
        return self


class PushSettings(BaseModel):
    """Web push and mobile push."""

    subscriber: str = Field(default="", description="VAPID sub: mailto: or https: with a real domain (RFC 8292 2.1)")
    origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list[str],
        description="More push origins, e.g. http://127.0.0.1:9000; only these may be plain or private",
    )
    fcm_service_account: Path | None = None
    fcm_endpoint: str = "https://fcm.googleapis.com/v1/projects"
    fcm_rate: float = Field(default=200, gt=0, le=9000, description="FC-12: messages a second; Google allows 600,000 a minute")
    concurrency: int = Field(default=150, ge=1, le=2000)
    per_origin: int = Field(default=20, ge=1, le=500, description="OB-18: one hanging push host uses no more than this")
    most_waiting: int = Field(default=2_000_000, ge=1, description="OB-19: a lane with so many messages waiting takes no more")
    timeout: float = Field(default=10, gt=0, le=14, description="Seconds; two tries must end within the lease of 30 s (OB-06)")

    _split = field_validator("origins", mode="before")(_words)

    @field_validator("origins", mode="after")
    @classmethod
    def _origin_only(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or "@" in parts.netloc:
                raise ValueError(f"{origin} is not an origin like https://push.example.org")
        return [origin.rstrip("/").lower() for origin in origins]


class Settings(BaseSettings):
    """The bag; only web/cli.py holds it whole."""

    model_config = SettingsConfigDict(env_prefix="MIETERPORTAL_", env_nested_delimiter="__", extra="forbid")

    base_url: str = Field(description="Where tenants reach the portal, e.g. https://mieterportal.example.org")
    data_dir: Path = Path("var")
    database_url: str = ""
    storage_url: str = Field(default="", description="file:///folder or s3://bucket; empty means data_dir/files")
    cooperative: CooperativeSettings
    mail: MailSettings = MailSettings()
    push: PushSettings = PushSettings()
    legal_dir: Path | None = Field(default=None, description="Folder with the operator's own legal texts; empty means the samples")
    demo: bool = False
    embedded_worker: bool = True
    trusted_proxies: Annotated[list[str], NoDecode] = Field(default_factory=list[str])
    metrics_token: SecretStr | None = None
    worker_metrics_port: int | None = Field(default=None, ge=1, le=65535, description="For `mieterportal worker`, on loopback")
    own_password_at_activation: bool = Field(default=False, description="AU-27: no one-time password is mailed")
    code_on_new_device: bool = Field(default=False, description="AU-29: a device nobody knows needs six digits from a mail")
    number_word: str = Field(default="Mitgliedsnummer", description="The cooperative's word for the membership number")

    _split = field_validator("trusted_proxies", mode="before")(_words)

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        parts = urlsplit(self.base_url)
        loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise ValueError("MIETERPORTAL_BASE_URL must start with https:// (http:// is allowed on localhost only)")
        self.base_url = self.base_url.rstrip("/")
        host = parts.hostname or ""
        self.database_url = self.database_url or f"sqlite://{self.data_dir / 'mieterportal.sqlite3'}"
        self.storage_url = self.storage_url or f"file://{(self.data_dir / 'files').resolve()}"
        self.mail.sender = self.mail.sender or self.cooperative.service_email
        self.mail.bounce_domain = self.mail.bounce_domain or self.mail.sender.rpartition("@")[2] or host
        self.push.subscriber = self.push.subscriber or f"mailto:{self.cooperative.service_email}"
        return self

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port of base_url: what a browser sends as Origin."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def cookie_name(self) -> str:
        """`__Host-` needs Secure, which plain http on localhost cannot promise in every browser."""
        return "session" if self.base_url.startswith("http://") else "__Host-session"
