"""The second step of signing in: a code of six digits from an app (RFC 6238), or a backup code.

Outside the demo whoever may open the desk must have it; residents may.
"""
