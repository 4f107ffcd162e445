"""里仁: the self-governance portal of a residential community.

Only this docstring lives here, so that the rules can be imported without Flask.
"""
