"""A demo that is begun anew keeps nothing of the old one."""

from flask import Flask
from sqlalchemy import func, select

from portal.core import store
from portal.core.db import db
from portal.demo.cli import _empty
from portal.roster.models import Person
from tests.world import World


def test_tables_keys_and_photos_go(app: Flask, world: World) -> None:
    config = app.config["PORTAL"]
    world.person()
    store.keep(config.uploads, b"a photo")
    config.keys.mkdir()
    (config.keys / "box.key").write_text("secret")
    db.drop_all()
    db.session.commit()
    _empty()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    assert not config.uploads.exists()
    assert not config.keys.exists()
