"""Appraisal (民主评议) and satisfaction surveys: run by the supervisors, answered in secret."""
