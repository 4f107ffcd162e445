"""Ratings of accepted projects by those whom they benefit, and the answers to them."""
