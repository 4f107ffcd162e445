"""All macros of ``templates/ui/`` on one Jinja global, ``ui``."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask


class Macros(SimpleNamespace):
    """``ui.money(fen)``: looked up in every file, each name once."""

    def __init__(self, app: Flask, names: list[str]) -> None:
        super().__init__()
        self._app, self._names = app, names

    def __getattr__(self, name: str) -> Any:
        """Loads the files at first use, when every global they need is in place."""
        if name.startswith("_"):
            raise AttributeError(name)
        for template in self._names:
            self._take(template)
        if name not in self.__dict__:
            raise AttributeError(f"no macro {name} in templates/ui/")
        return self.__dict__[name]

    def _take(self, template: str) -> None:
        module = self._app.jinja_env.get_template(template).module
        for name, macro in vars(module).items():
            if not name.startswith("_"):
                setattr(self, name, macro)


def gather_macros(app: Flask, folder: Path) -> Macros:
    return Macros(app, sorted(f"ui/{path.name}" for path in folder.glob("*.html")))
