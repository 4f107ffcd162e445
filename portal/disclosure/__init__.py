"""居务公开: what has to be posted by when, the postings, the boards, and complaints about them."""
