"""What the law leaves to the place: set on the desk, fixed for an election when it is set up."""

from flask_babel import lazy_gettext as _l

from portal.core import settings

NOMINATION_DAYS = settings.number(
    "elections.nomination_days", _l("居委会选举：提名在选举日前几天截止"), 10, 8, 14
)
RUN_OFF_DAYS = settings.number(
    "elections.run_off_days", _l("居委会选举：另行选举最迟在定下以后几天内举行"), 30, 1, 60
)
CERTIFY_DAYS = settings.number(
    "elections.certify_days", _l("居委会选举：票数定下来以后几天内公布结果"), 3, 1, 15
)
CANDIDATE_DAYS = settings.number(
    "elections.candidate_days", _l("居委会选举：候选人最迟在选举日前几天公布"), 5, 1, 7
)
