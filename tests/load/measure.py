"""Requests a second of the demo's pages, beside a bare Flask app that answers as many bytes.

``make load``: both are served by gunicorn with the same settings, one after the other, in this
run, on this machine; the client is a few threads of the standard library. A hint, not a test.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import NamedTuple

from portal.config import ROOT

PAGES = ("/", "/budget/", "/healthz")
HOST = "127.0.0.1"
SECONDS = 5.0
CLIENTS = 8
MOST = 50_000


class Measured(NamedTuple):
    """What one page did under load; times in milliseconds."""

    size: int
    per_second: float
    median: float
    slowest_twentieth: float
    failed: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, env: dict[str, str]) -> Iterator[int]:
    """The application behind gunicorn on a free port, gone afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", application]
    settings = {**env, "HOST": HOST, "PORT": str(port)}
    with subprocess.Popen(command, cwd=ROOT, env=settings) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            return socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


def ask_for(port: int, path: str, until: float) -> tuple[list[float], int, int]:
    """One client: asks again and again; (times, failures, bytes of the last answer)."""
    times: list[float] = []
    failed = size = 0
    connection = HTTPConnection(HOST, port, timeout=30)
    while time.monotonic() < until and len(times) < MOST // CLIENTS:
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        failed += answer.status != 200
        times.append((time.perf_counter() - started) * 1000)
    connection.close()
    return times, failed, size


def measured(port: int, path: str, seconds: float = SECONDS) -> Measured:
    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(ask_for, port, path, started + seconds) for _ in range(CLIENTS)]
        results = [future.result() for future in asked]
    took = time.monotonic() - started
    times = sorted(one for times, _failed, _size in results for one in times)
    return Measured(
        size=results[0][2],
        per_second=len(times) / took,
        median=statistics.median(times),
        slowest_twentieth=times[len(times) * 19 // 20],
        failed=sum(failed for _times, failed, _size in results),
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PORTAL_INSTANCE": folder, "FLASK_APP": "wsgi.py"}
        prepare = [sys.executable, "-m", "flask", "demo", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        with served("wsgi:app", env) as port:
            measured(port, "/", seconds=1)  # warm
            portal = {path: measured(port, path) for path in PAGES}
    with served("tests.load.baseline:app", dict(os.environ)) as port:
        measured(port, "/1000", seconds=1)
        bare = {path: measured(port, f"/{page.size}") for path, page in portal.items()}
    report(portal, bare)
    sys.exit(any(page.failed for page in (*portal.values(), *bare.values())))


def report(portal: dict[str, Measured], bare: dict[str, Measured]) -> None:
    print(f"{CLIENTS} clients, {SECONDS:.0f} s a page, gunicorn as in gunicorn.conf.py")
    columns = ("page", "bytes", "req/s", "median ms", "p95 ms", "failed", "bare req/s", "of bare")
    print("  ".join(f"{name:>10}" for name in columns))
    for path, page in portal.items():
        cells = (
            path,
            page.size,
            f"{page.per_second:.0f}",
            f"{page.median:.1f}",
            f"{page.slowest_twentieth:.1f}",
            page.failed,
            f"{bare[path].per_second:.0f}",
            f"{page.per_second / bare[path].per_second:.0%}",
        )
        print("  ".join(f"{cell:>10}" for cell in cells))


if __name__ == "__main__":
    main()
