"""The way back for somebody who lost password or telephone: a one-time code, handed out by staff
who checked the person, and told to the household.
"""
