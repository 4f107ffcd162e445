"""Settings from the environment. In production the portal refuses to start half-configured."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
MIB = 1024 * 1024
REQUEST_MB = 16  # what one form may carry, files and all


class ConfigError(RuntimeError):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True)
class Mail:
    """The server that takes our mail, and the address that it comes from.

    ``tls``: from the first byte (``smtps://``); ``starttls``: before the name and the password.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = False


@dataclass(frozen=True)
class Config:
    """``instance`` is the data folder: database and uploads. One per community.

    ``keys`` is where the private halves of the ballot boxes lie: leave that folder out of every
    backup.

    ``proxies`` is how many reverse proxies stand in front, whose word on the visitor's address
    is believed; without it everyone behind a proxy shares one address and one throttle.

    ``second_step``: staff prove by a second step who they are, everywhere but in the demo. Only
    tests of other things do without.

    ``mail`` is None where no mail goes out; messages are then read in the portal alone.
    """

    instance: Path
    database_url: str
    secret_key: str
    production: bool
    hosts: list[str] | None
    base_url: str | None
    keys: Path
    proxies: int = 0
    mail: Mail | None = None
    second_step: bool = True
    testing: bool = False

    @property
    def uploads(self) -> Path:
        """Where people's photos lie, each under the digest of its bytes."""
        return self.instance / "uploads"

    def flask_settings(self) -> dict[str, object]:
        secure = bool(self.base_url and self.base_url.startswith("https://"))
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLITE_SYNCHRONOUS": "OFF" if self.testing else "EXTRA",
            "TESTING": self.testing,
            "TRUSTED_HOSTS": self.hosts,
            "MAX_CONTENT_LENGTH": REQUEST_MB * MIB,
            "MAX_FORM_MEMORY_SIZE": 1 * MIB,
            "MAX_FORM_PARTS": 1000,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_REFRESH_EACH_REQUEST": False,  # no cookie rides on a cached file
            "SESSION_COOKIE_NAME": "__Host-liren" if secure else "liren",
            "PORTAL": self,
        }


def from_environment(env: Mapping[str, str] = os.environ) -> Config:
    """The settings as the environment has them; ConfigError names what production lacks."""
    instance = Path(env.get("PORTAL_INSTANCE") or ROOT / "instance").resolve()
    production = env.get("PORTAL_MODE", "") == "production"
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = Config(
        instance=instance,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'portal.db'}",
        secret_key=env.get("PORTAL_SECRET_KEY") or _kept_secret(instance, production),
        production=production,
        hosts=env["PORTAL_HOSTS"].split(",") if env.get("PORTAL_HOSTS") else None,
        keys=Path(env.get("PORTAL_KEYS") or instance / "keys").resolve(),
        proxies=int(env.get("PORTAL_PROXIES") or 0),
        base_url=(env.get("PORTAL_BASE_URL") or "").rstrip("/") or None,
        mail=_mail(env),
    )
    if production:
        _demand_whole(config)
    return config


def _kept_secret(instance: Path, production: bool) -> str:
    """Outside production a secret is made once and kept in the data folder."""
    if production:
        return ""
    path = instance / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


_SCHEMES = {"smtp": 25, "smtps": 465}
_HERE = {"localhost", "127.0.0.1", "::1"}
_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")


def _mail(env: Mapping[str, str]) -> Mail | None:
    """``smtp://user:password@host:port``, ``smtps://…``, or ``smtp://…?starttls``."""
    given = env.get("PORTAL_SMTP_URL")
    if not given:
        return None
    try:
        mail = _read_smtp(given, env.get("PORTAL_MAIL_FROM", ""))
    except ValueError:
        raise ConfigError("PORTAL_SMTP_URL is not smtp[s]://user:password@host:port") from None
    lacking = {
        "PORTAL_MAIL_FROM (the address that mail comes from)": not _ADDRESS.fullmatch(mail.sender),
        "PORTAL_BASE_URL (mail has links)": not env.get("PORTAL_BASE_URL"),
        "smtps:// or ?starttls (or the password goes through the net in the clear)": (
            mail.password and not (mail.tls or mail.starttls or mail.host in _HERE)
        ),
    }
    missing = [name for name, lacks in lacking.items() if lacks]
    if missing:
        raise ConfigError("PORTAL_SMTP_URL needs: " + "; ".join(missing))
    return mail


def _read_smtp(given: str, sender: str) -> Mail:
    """ValueError for an address that is none."""
    parts = urlsplit(given)
    asked = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme not in _SCHEMES or not parts.hostname or asked.keys() - {"starttls"}:
        raise ValueError(given)
    starttls = "starttls" in asked
    return Mail(
        host=parts.hostname,
        port=parts.port or (587 if starttls else _SCHEMES[parts.scheme]),
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        starttls=starttls,
    )


def _demand_whole(config: Config) -> None:
    lacking = {
        "PORTAL_SECRET_KEY (at least 32 characters)": len(config.secret_key) < 32,
        "PORTAL_HOSTS (the names the site answers to, comma-separated)": not config.hosts,
        "PORTAL_BASE_URL (https://…)": not (config.base_url or "").startswith("https://"),
    }
    missing = [name for name, lacks in lacking.items() if lacks]
    if missing:
        raise ConfigError("PORTAL_MODE=production needs: " + "; ".join(missing))
