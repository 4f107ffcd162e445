"""A fund's month, drawn up, reviewed, locked and posted; and money not spent that goes back."""
