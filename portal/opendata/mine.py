"""Who asked for a bundle did so in office: registered at import."""

from portal.accounts import mine

mine.apart(mine.OFFICE, "opendata_build.asked_by")
