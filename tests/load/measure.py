"""Requests a second of the demo's pages, beside a bare Flask app that answers as many bytes.

``make load``: both are served by gunicorn with the same settings, page by page in turn, in this
run, on this machine; the client is a few threads of the standard library. A hint, not a test:
what carries from one machine to another is the share of bare Flask. ``--csv`` prints a table to
keep, ``--seconds`` measures each page so long.
"""

import argparse
import csv
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
from tests.journeys.visitor import Visitor
from tests.world import PASSWORD

PAGES = {
    "home": "/",
    "rounds": "/budget/",
    "round": "/budget/2/",
    "ballot": "/budget/2/vote/",  # signed in
    "result": "/budget/1/result/",
    "proposals": "/proposals/",
    "health": "/healthz",
}
SIGNED_IN = {"ballot"}
RESIDENT = "13800000001"
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


def ask_for(
    port: int, path: str, cookie: str, client: int, until: float
) -> tuple[list[float], int, int]:
    """One client: asks again and again; (times, failures, bytes of the last answer).

    Each request comes as from another home, or the limit for one address would answer.
    """
    times: list[float] = []
    failed = size = 0
    connection = HTTPConnection(HOST, port, timeout=30)
    while time.monotonic() < until and len(times) < MOST // CLIENTS:
        home = f"10.{client}.{len(times) // 250 % 250}.{len(times) % 250}"
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "X-Forwarded-For": home})
        answer = connection.getresponse()
        size = len(answer.read())
        failed += answer.status != 200
        times.append((time.perf_counter() - started) * 1000)
    connection.close()
    return times, failed, size


def measured(port: int, path: str, seconds: float, cookie: str = "") -> Measured:
    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [
            pool.submit(ask_for, port, path, cookie, client, started + seconds)
            for client in range(CLIENTS)
        ]
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


def signed_in(port: int) -> str:
    """The cookies of a resident who has not voted yet."""
    visitor = Visitor(f"http://{HOST}:{port}")
    visitor.send(visitor.get("/login/").form("/login/"), phone=RESIDENT, password=PASSWORD)
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--csv", action="store_true", help="comma-separated, to keep")
    wanted.add_argument("--seconds", type=float, default=SECONDS, help="for each page")
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PORTAL_INSTANCE": folder, "FLASK_APP": "wsgi.py"}
        prepare = [sys.executable, "-m", "flask", "demo", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        behind = {**env, "PORTAL_PROXIES": "1"}
        with (
            served("wsgi:app", behind) as port,
            served("tests.load.baseline:app", dict(os.environ)) as bare_port,
        ):
            rows = dict(measured_in_turn(port, bare_port, asked.seconds))
    report(rows, asked.seconds, as_csv=asked.csv)
    sys.exit(any(page.failed or bare.failed for page, bare in rows.values()))


def measured_in_turn(
    port: int, bare_port: int, seconds: float
) -> Iterator[tuple[str, tuple[Measured, Measured]]]:
    """Each page, and bare Flask of its size right after it: whatever else the machine does in these
    seconds weighs on both. The one that is not asked idles.
    """
    cookies = signed_in(port)
    measured(bare_port, "/1000", 1)  # warm
    for name, path in PAGES.items():
        cookie = cookies if name in SIGNED_IN else ""
        measured(port, path, 0.5, cookie)  # warm
        page = measured(port, path, seconds, cookie)
        yield name, (page, measured(bare_port, f"/{page.size}", seconds))


HEAD = ("page", "bytes", "req/s", "median ms", "p95 ms", "failed", "bare req/s", "of bare")


def cells(name: str, page: Measured, bare: Measured) -> tuple[str, ...]:
    return (
        name,
        str(page.size),
        f"{page.per_second:.0f}",
        f"{page.median:.1f}",
        f"{page.slowest_twentieth:.1f}",
        str(page.failed),
        f"{bare.per_second:.0f}",
        f"{page.per_second / bare.per_second:.0%}",
    )


def report(rows: dict[str, tuple[Measured, Measured]], seconds: float, as_csv: bool) -> None:
    table = [HEAD, *(cells(name, page, bare) for name, (page, bare) in rows.items())]
    if as_csv:
        csv.writer(sys.stdout).writerows(table)
        return
    print(f"{CLIENTS} clients, {seconds:g} s a page, gunicorn as in gunicorn.conf.py")
    for row in table:
        print("  ".join(f"{cell:>10}" for cell in row))


if __name__ == "__main__":
    main()
