"""The WSGI entry point: ``gunicorn wsgi:app`` and every ``flask`` command."""

from portal.app import create_app

app = create_app()
