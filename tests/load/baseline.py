"""A bare Flask app to hold the portal's speed against: one template, any size."""

from flask import Flask, render_template_string

LINE = "<li>{{ number }} {{ word }}</li>\n"
PAGE = "<!doctype html><title>{{ size }}</title>{% for number in numbers %}" + LINE + "{% endfor %}"
WORD = "里仁社区的一行字，用来把页面填到要的长度"
LINE_BYTES = len(f"<li>1000 {WORD}</li>\n".encode())

app = Flask(__name__)


@app.get("/<int:size>")
def page(size: int) -> str:
    """A rendered page of about ``size`` bytes."""
    lines = max(size // LINE_BYTES, 1)
    return render_template_string(PAGE, size=size, word=WORD, numbers=range(1000, 1000 + lines))
