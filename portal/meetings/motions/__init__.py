"""Motions (动议), the votes on them, and the screen that the room sees."""
