"""At home the house starts with nothing set; in production it refuses to start half-configured."""

import stat
from pathlib import Path

import pytest

from portal.config import ConfigError, Mail, from_environment


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, str]:
    """All that production needs."""
    return {
        "PORTAL_MODE": "production",
        "PORTAL_INSTANCE": str(tmp_path / "data"),
        "PORTAL_SECRET_KEY": "k" * 32,
        "PORTAL_HOSTS": "liren.example,www.liren.example",
        "PORTAL_BASE_URL": "https://liren.example/",
    }


def test_at_home_nothing_need_be_set(tmp_path: Path) -> None:
    config = from_environment({"PORTAL_INSTANCE": str(tmp_path / "data")})
    assert config.database_url == f"sqlite:///{tmp_path / 'data' / 'portal.db'}"
    assert (config.production, config.hosts, config.base_url) == (False, None, None)
    settings = config.flask_settings()
    assert (settings["SESSION_COOKIE_NAME"], settings["SESSION_COOKIE_SECURE"]) == ("liren", False)


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    env = {"PORTAL_INSTANCE": str(tmp_path)}
    first, second = from_environment(env), from_environment(env)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_places_share_no_secret(tmp_path: Path) -> None:
    places = [from_environment({"PORTAL_INSTANCE": str(tmp_path / name)}) for name in "ab"]
    assert places[0].secret_key != places[1].secret_key


def test_production_starts_when_whole(whole: dict[str, str]) -> None:
    config = from_environment(whole)
    assert (config.hosts, config.base_url) == (
        ["liren.example", "www.liren.example"],
        "https://liren.example",
    )
    settings = config.flask_settings()
    assert settings["SESSION_COOKIE_NAME"] == "__Host-liren"
    assert (settings["SESSION_COOKIE_SECURE"], settings["SESSION_COOKIE_HTTPONLY"]) == (True, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_SECRET_KEY", ""),
        ("PORTAL_SECRET_KEY", "too short"),
        ("PORTAL_HOSTS", ""),
        ("PORTAL_BASE_URL", ""),
        ("PORTAL_BASE_URL", "http://liren.example"),
    ],
)
def test_production_names_what_it_lacks(whole: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        from_environment({**whole, name: value})
    assert name in str(refusal.value)
    assert len([n for n in whole if n in str(refusal.value)]) == 2, "the mode, and only what lacks"


def test_production_makes_no_secret_of_its_own(whole: dict[str, str]) -> None:
    del whole["PORTAL_SECRET_KEY"]
    with pytest.raises(ConfigError):
        from_environment(whole)
    assert not (Path(whole["PORTAL_INSTANCE"]) / "secret_key").exists()


def test_the_database_may_be_elsewhere(whole: dict[str, str]) -> None:
    url = "postgresql+psycopg://liren@db/liren"
    assert from_environment({**whole, "DATABASE_URL": url}).database_url == url


def test_photos_lie_in_the_data_folder(tmp_path: Path) -> None:
    assert from_environment({"PORTAL_INSTANCE": str(tmp_path)}).uploads == tmp_path / "uploads"


# ---- Mail ----

SENDER = "portal@liren.example"


def mail(tmp_path: Path, url: str, **more: str) -> Mail | None:
    env = {
        "PORTAL_INSTANCE": str(tmp_path),
        "PORTAL_BASE_URL": "https://liren.example",
        "PORTAL_MAIL_FROM": SENDER,
        "PORTAL_SMTP_URL": url,
    }
    return from_environment({**env, **more}).mail


def test_without_a_server_no_mail_goes_out(tmp_path: Path) -> None:
    assert mail(tmp_path, "") is None


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtp://localhost", Mail("localhost", 25, SENDER)),
        ("smtp://u:p@127.0.0.1:2525", Mail("127.0.0.1", 2525, SENDER, "u", "p")),
        ("smtps://u:p%40%3A@mx.example", Mail("mx.example", 465, SENDER, "u", "p@:", tls=True)),
        ("smtp://u:p@mx.example?starttls", Mail("mx.example", 587, SENDER, "u", "p", False, True)),
        ("smtp://mx.example:26/?starttls=1", Mail("mx.example", 26, SENDER, starttls=True)),
    ],
)
def test_the_server_is_read_from_its_address(tmp_path: Path, url: str, read: Mail) -> None:
    assert mail(tmp_path, url) == read


@pytest.mark.parametrize(
    "url", ["http://mx.example", "smtp://", "smtp://mx.example:port", "smtp://mx.example?tls=1"]
)
def test_an_address_that_is_no_mail_servers_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="PORTAL_SMTP_URL"):
        mail(tmp_path, url)


@pytest.mark.parametrize(
    ("url", "more", "named"),
    [
        ("smtp://localhost", {"PORTAL_MAIL_FROM": ""}, "PORTAL_MAIL_FROM"),
        ("smtp://localhost", {"PORTAL_MAIL_FROM": "a@b.c\nBcc: x@y.z"}, "PORTAL_MAIL_FROM"),
        ("smtp://localhost", {"PORTAL_BASE_URL": ""}, "PORTAL_BASE_URL"),
        ("smtp://u:secret@mx.example", {}, "starttls"),
    ],
)
def test_mail_names_what_it_lacks(
    tmp_path: Path, url: str, more: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigError) as refusal:
        mail(tmp_path, url, **more)
    assert named in str(refusal.value)


def test_the_password_is_never_printed(tmp_path: Path) -> None:
    assert "secret" not in repr(mail(tmp_path, "smtps://u:secret@mx.example"))
