"""The settings of a portal under test."""

from pathlib import Path

from portal.config import Config


def config_in(folder: Path) -> Config:
    """A portal whose data lie in ``folder``: cheap hashes, no waiting for the disk."""
    return Config(
        instance=folder,
        database_url=f"sqlite:///{folder / 'portal.db'}",
        secret_key="a secret for tests, long enough to be one",
        production=False,
        hosts=None,
        base_url=None,
        keys=folder / "keys",
        second_step=False,
        testing=True,
    )
