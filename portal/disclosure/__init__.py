"""The disclosure board (居务公开): what must be posted by when, what was, and complaints."""
