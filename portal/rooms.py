"""The rooms of the house: their doors, commands, words in templates, and what falls due in them.

Those that only register with another room stand in ``registered``.
"""

import portal.registered  # noqa: F401
from portal.accounts.cli import accounts as accounts_cli
from portal.accounts.desk import bp as slips_bp
from portal.accounts.devices import bp as devices_bp
from portal.accounts.mydata import bp as mydata_bp
from portal.accounts.offices import bp as offices_bp
from portal.accounts.recovery.desk import bp as recovery_desk_bp
from portal.accounts.recovery.views import bp as recovery_bp
from portal.accounts.second.desk import bp as second_desk_bp
from portal.accounts.second.views import bp as second_bp
from portal.accounts.views import bp as accounts_bp
from portal.appraisals import words as appraisal_words
from portal.appraisals.answers import bp as appraisal_answers_bp
from portal.appraisals.desk import bp as appraisals_desk_bp
from portal.appraisals.due import tick as appraisals_tick
from portal.appraisals.views import bp as appraisals_bp
from portal.audit.cli import audit as audit_cli
from portal.audit.views import bp as audit_bp
from portal.ballots.desk import bp as roll_desk_bp
from portal.bodies import words as bodies_words
from portal.bodies.cli import bodies as bodies_cli
from portal.bodies.desk import bp as bodies_desk_bp
from portal.bodies.groups_desk import bp as groups_desk_bp
from portal.bodies.own import bp as own_seat_bp
from portal.bodies.papers_desk import bp as seat_papers_bp
from portal.bodies.seating_desk import bp as seating_bp
from portal.bodies.terms_desk import bp as terms_desk_bp
from portal.bodies.views import bp as bodies_bp
from portal.budget import electorate as budget_electorate
from portal.budget import words as budget_words
from portal.budget.cli import budget as budget_cli
from portal.budget.delegates import bp as delegates_bp
from portal.budget.desk import bp as budget_desk_bp
from portal.budget.drafts_desk import bp as drafts_bp
from portal.budget.due import tick as budget_tick
from portal.budget.rehearsal_desk import bp as rehearsal_bp
from portal.budget.sheet_desk import bp as price_sheet_bp
from portal.budget.views import bp as budget_bp
from portal.core.views import bp as core_bp
from portal.demo.cli import demo as demo_cli
from portal.disclosure import words as disclosure_words
from portal.disclosure.board_desk import bp as boards_desk_bp
from portal.disclosure.complaints import words as complaint_words
from portal.disclosure.complaints.desk import bp as complaints_desk_bp
from portal.disclosure.complaints.views import bp as complaints_bp
from portal.disclosure.desk import bp as disclosure_desk_bp
from portal.disclosure.due import tick as disclosure_tick
from portal.disclosure.views import bp as disclosure_bp
from portal.elections import words as elections_words
from portal.elections.cli import elections as elections_cli
from portal.elections.desk import bp as elections_desk_bp
from portal.elections.draft_desk import bp as election_draft_desk_bp
from portal.elections.nominate_desk import bp as nominate_desk_bp
from portal.elections.nominate_views import bp as nominate_bp
from portal.elections.outside_desk import bp as election_outside_bp
from portal.elections.roll_desk import bp as election_roll_desk_bp
from portal.elections.roll_views import bp as election_roll_bp
from portal.elections.seating_desk import bp as election_seating_desk_bp
from portal.elections.views import bp as elections_bp
from portal.front.desk import bp as settings_bp
from portal.front.discuss import bp as discuss_bp
from portal.front.oversight import bp as oversight_bp
from portal.front.views import bp as front_bp
from portal.inbox.cli import outbox as outbox_cli
from portal.inbox.delivery import tick as inbox_tick
from portal.inbox.mailing import bp as mailing_bp
from portal.inbox.views import bp as inbox_bp
from portal.ledger import words as ledger_words
from portal.ledger.cli import ledger as ledger_cli
from portal.ledger.desk import bp as ledger_desk_bp
from portal.ledger.funds_desk import bp as funds_desk_bp
from portal.ledger.reading.views import bp as reading_bp
from portal.ledger.statements import words as statement_words
from portal.ledger.statements.desk import bp as statements_desk_bp
from portal.ledger.statements.due import tick as statements_tick
from portal.ledger.statements.sweep_desk import bp as sweep_desk_bp
from portal.ledger.statements.views import bp as statements_bp
from portal.ledger.views import bp as ledger_entries_bp
from portal.ledger.vouchers_desk import bp as vouchers_desk_bp
from portal.meetings import words as meeting_words
from portal.meetings.agenda_desk import bp as meeting_agenda_bp
from portal.meetings.attendance_desk import bp as meeting_door_bp
from portal.meetings.desk import bp as meetings_desk_bp
from portal.meetings.due import tick as meetings_tick
from portal.meetings.minutes import words as minutes_words
from portal.meetings.minutes.views import bp as minutes_bp
from portal.meetings.motions import words as motion_words
from portal.meetings.motions.due import tick as motions_tick
from portal.meetings.motions.lead import bp as motion_lead_bp
from portal.meetings.motions.screen import bp as meeting_screen_bp
from portal.meetings.motions.views import bp as motions_bp
from portal.meetings.motions.votes import bp as motion_votes_bp
from portal.meetings.own import bp as meeting_own_bp
from portal.meetings.signing import bp as meeting_signing_bp
from portal.meetings.views import bp as meetings_bp
from portal.moderation.desk import bp as moderation_desk_bp
from portal.moderation.desk import demands_bp as demands_desk_bp
from portal.moderation.views import bp as moderation_bp
from portal.notices import words as notices_words
from portal.notices.desk import bp as objections_desk_bp
from portal.notices.views import bp as notices_bp
from portal.opendata.actions import tick as opendata_tick
from portal.opendata.cli import opendata as opendata_cli
from portal.opendata.feeds import bp as feeds_bp
from portal.opendata.views import bp as opendata_bp
from portal.projects import words as project_words
from portal.projects.acceptance import words as acceptance_words
from portal.projects.acceptance.desk import bp as acceptance_desk_bp
from portal.projects.acceptance.views import bp as acceptance_bp
from portal.projects.cli import projects as projects_cli
from portal.projects.contract_desk import bp as project_contract_bp
from portal.projects.decide_desk import bp as project_decide_bp
from portal.projects.desk import bp as projects_desk_bp
from portal.projects.programmes import words as programme_words
from portal.projects.programmes.desk import bp as programmes_desk_bp
from portal.projects.programmes.views import bp as programmes_bp
from portal.projects.ratings import words as rating_words
from portal.projects.ratings.desk import bp as ratings_desk_bp
from portal.projects.ratings.views import bp as ratings_bp
from portal.projects.views import bp as projects_bp
from portal.projects.work_desk import bp as project_work_bp
from portal.proposals import words as proposal_words
from portal.proposals.actions.fates import tick as proposals_tick
from portal.proposals.coverage import bp as heard_bp
from portal.proposals.desk import bp as screening_bp
from portal.proposals.drafting import bp as drafting_bp
from portal.proposals.paperdesk import bp as wishes_bp
from portal.proposals.sheetdesk import bp as meeting_sheet_bp
from portal.proposals.speaking import bp as speaking_bp
from portal.proposals.views import bp as proposals_bp
from portal.proposals.withdrawing import bp as withdrawing_bp
from portal.resolutions import words as resolution_words
from portal.resolutions.cli import resolutions as resolutions_cli
from portal.resolutions.followups import words as followup_words
from portal.resolutions.followups.desk import bp as followups_desk_bp
from portal.resolutions.followups.due import tick as followups_tick
from portal.resolutions.followups.views import bp as followups_bp
from portal.resolutions.views import bp as resolutions_bp
from portal.roster.actions import tick as roster_tick
from portal.roster.cli import roster as roster_cli
from portal.roster.desk import bp as people_bp
from portal.roster.own import bp as own_entry_bp
from portal.roster.views import bp as roster_bp
from portal.search.views import bp as search_bp
from portal.topics import words as topic_words
from portal.topics.consultations import words as consultation_words
from portal.topics.consultations.desk import bp as consultations_desk_bp
from portal.topics.consultations.views import bp as consultations_bp
from portal.topics.delegating import bp as delegating_bp
from portal.topics.demands import words as demand_words
from portal.topics.demands.views import bp as demands_bp
from portal.topics.desk import bp as topics_desk_bp
from portal.topics.due import tick as topics_tick
from portal.topics.raising import bp as raising_bp
from portal.topics.views import bp as topics_bp

ROOMS = (
    front_bp,
    discuss_bp,
    search_bp,
    opendata_bp,
    feeds_bp,
    oversight_bp,
    disclosure_bp,
    disclosure_desk_bp,
    boards_desk_bp,
    complaints_bp,
    complaints_desk_bp,
    core_bp,
    accounts_bp,
    devices_bp,
    second_bp,
    second_desk_bp,
    slips_bp,
    offices_bp,
    recovery_bp,
    recovery_desk_bp,
    mydata_bp,
    inbox_bp,
    mailing_bp,
    roster_bp,
    people_bp,
    own_entry_bp,
    budget_bp,
    budget_desk_bp,
    delegates_bp,
    price_sheet_bp,
    rehearsal_bp,
    drafts_bp,
    roll_desk_bp,
    proposals_bp,
    drafting_bp,
    withdrawing_bp,
    speaking_bp,
    screening_bp,
    meeting_sheet_bp,
    wishes_bp,
    heard_bp,
    topics_bp,
    raising_bp,
    demands_bp,
    consultations_bp,
    topics_desk_bp,
    delegating_bp,
    consultations_desk_bp,
    moderation_bp,
    moderation_desk_bp,
    demands_desk_bp,
    audit_bp,
    notices_bp,
    objections_desk_bp,
    bodies_bp,
    own_seat_bp,
    bodies_desk_bp,
    terms_desk_bp,
    seat_papers_bp,
    seating_bp,
    groups_desk_bp,
    motions_bp,
    motion_votes_bp,
    motion_lead_bp,
    meeting_screen_bp,
    resolutions_bp,
    meetings_bp,
    meeting_own_bp,
    meeting_signing_bp,
    meetings_desk_bp,
    meeting_agenda_bp,
    meeting_door_bp,
    minutes_bp,
    followups_bp,
    followups_desk_bp,
    elections_bp,
    election_roll_bp,
    nominate_bp,
    elections_desk_bp,
    election_outside_bp,
    election_draft_desk_bp,
    election_seating_desk_bp,
    election_roll_desk_bp,
    nominate_desk_bp,
    reading_bp,
    statements_bp,
    statements_desk_bp,
    sweep_desk_bp,
    appraisals_bp,
    appraisal_answers_bp,
    appraisals_desk_bp,
    ledger_entries_bp,
    ledger_desk_bp,
    funds_desk_bp,
    vouchers_desk_bp,
    acceptance_bp,
    acceptance_desk_bp,
    ratings_bp,
    ratings_desk_bp,
    programmes_bp,
    programmes_desk_bp,
    settings_bp,
    projects_bp,
    projects_desk_bp,
    project_work_bp,
    project_contract_bp,
    project_decide_bp,
)
COMMANDS = (
    accounts_cli,
    roster_cli,
    budget_cli,
    bodies_cli,
    resolutions_cli,
    elections_cli,
    opendata_cli,
    projects_cli,
    ledger_cli,
    audit_cli,
    outbox_cli,
    demo_cli,
)
JOBS = [
    budget_tick,
    roster_tick,
    proposals_tick,
    meetings_tick,
    motions_tick,
    followups_tick,
    topics_tick,
    statements_tick,
    appraisals_tick,
    disclosure_tick,
    inbox_tick,
    opendata_tick,
]
WORDS = (
    budget_words.IN_TEMPLATES,
    budget_electorate.IN_TEMPLATES,
    proposal_words.IN_TEMPLATES,
    notices_words.IN_TEMPLATES,
    bodies_words.IN_TEMPLATES,
    meeting_words.IN_TEMPLATES,
    resolution_words.IN_TEMPLATES,
    followup_words.IN_TEMPLATES,
    topic_words.IN_TEMPLATES,
    demand_words.IN_TEMPLATES,
    consultation_words.IN_TEMPLATES,
    motion_words.IN_TEMPLATES,
    elections_words.IN_TEMPLATES,
    minutes_words.IN_TEMPLATES,
    project_words.IN_TEMPLATES,
    statement_words.IN_TEMPLATES,
    appraisal_words.IN_TEMPLATES,
    ledger_words.IN_TEMPLATES,
    acceptance_words.IN_TEMPLATES,
    rating_words.IN_TEMPLATES,
    programme_words.IN_TEMPLATES,
    disclosure_words.IN_TEMPLATES,
    complaint_words.IN_TEMPLATES,
)
