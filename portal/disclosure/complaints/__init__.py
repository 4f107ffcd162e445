"""Complaints of a late or false posting (art. 35): the committee never sees them."""
