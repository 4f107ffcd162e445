"""Acceptance (验收): named residents and supervisors look at what was done, and sign."""
