"""What was decided, under way: from the resolution to the rating."""
