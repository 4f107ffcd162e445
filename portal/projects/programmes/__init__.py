"""Programmes over several years: what is due each year, in figures, and what was reached."""
