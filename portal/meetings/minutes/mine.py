"""Minutes hold what was said at a meeting by its office holders: no content of one person."""

from portal.accounts import mine

mine.apart(
    mine.OFFICE,
    "minutes.submitted_by",
    "minutes.approved_by",
    "minutes_version.by_id",
    "minutes_paper.added_by",
)
