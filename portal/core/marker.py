"""A mark for words that are translated where they are shown, for rules that know no web."""


def N_(text: str) -> str:  # noqa: N802 (the name by which Babel finds the words)
    """The text itself; Babel collects it, and the page asks for it in the visitor's language."""
    return text
