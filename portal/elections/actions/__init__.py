"""What is done in an election. Each function acts in the caller's transaction on an election that
was read under its lock, asks the rule first, and leaves its line on record last.
"""
