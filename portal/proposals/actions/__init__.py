"""What can be done to a proposal, by whom: writing, supporting, talking, reading, screening."""
