"""Who points at people here: office alone."""

from portal.accounts import mine

mine.apart(mine.OFFICE, "programme.founded_by", "programme_due.by_id", "programme_line.by_id")
