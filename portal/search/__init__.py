"""One search over every room: the rooms register what they find."""
