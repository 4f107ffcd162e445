"""Papers that lie beside the minutes."""

import pytest

from portal.audit.models import AuditFact
from portal.core import clock, documents
from portal.core.db import db, writing
from portal.core.documents import SANDBOX
from portal.meetings.minutes import actions, kinds
from tests.meetings.minutes.conftest import CLERK, Writing
from tests.meetings.minutes.reading import PDF, send
from tests.proposals.making import photo
from tests.world import post

# ---- attachments


def test_a_pdf_and_a_photo_are_kept_and_sent_as_attachments(minutes: Writing) -> None:
    minutes.draft()
    assert send(minutes, PDF, "表.pdf") == 303
    assert send(minutes, photo().read(), "照片.png", "现场照片") == 303
    first, second = minutes.row.papers
    assert (first.media, second.media) == ("pdf", "jpg")
    passer_by = minutes.world.app.test_client()
    assert passer_by.get(f"{minutes.address}papers/{first.id}/").status_code == 404
    minutes.submit().approve()
    answer = passer_by.get(f"{minutes.address}papers/{first.id}/")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert passer_by.get(f"{minutes.address}papers/99/").status_code == 404


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", ""),
        (b"<script>alert(1)</script>", "a.pdf"),
        (b"%PDF-1.4 no end", "a.pdf"),
        (b"%PDF-" + b"0" * 200 + b"%%EOF", "a.pdf"),
        (b"MZ\x90", "a.exe"),
    ],
    ids=["none", "a script", "half a file", "too large", "a program"],
)
def test_what_is_neither_pdf_nor_photo_is_refused(
    minutes: Writing, monkeypatch: pytest.MonkeyPatch, body: bytes, name: str
) -> None:
    assert documents.MOST_BYTES == 10 * 1024 * 1024
    monkeypatch.setattr(documents, "MOST_BYTES", 200)
    minutes.draft()
    assert send(minutes, body, name) == 422
    assert minutes.row.papers == []


def test_an_attachment_is_taken_away_before_they_are_approved(minutes: Writing) -> None:
    minutes.draft()
    send(minutes, PDF, "表.pdf")
    one = minutes.row.papers[0].id
    gone = post(minutes.clerk, f"{minutes.address}papers/{one}/remove/", f"{minutes.address}edit/")
    assert gone.status_code == 303
    assert minutes.row.papers == []
    with pytest.raises(LookupError), writing():
        actions.detach(actions.locked(minutes.meeting.id), 99, CLERK, 1, clock.now())


def test_the_chair_approves_the_attachments_that_they_saw(minutes: Writing) -> None:
    minutes.draft()
    send(minutes, PDF, "表.pdf", "初稿")
    assert minutes.row.version == 1  # nobody has them yet
    minutes.submit()
    later = minutes.next_meeting()
    chair, at = later.chair(), minutes.address
    send(minutes, PDF, "表.pdf", "签到表")
    row = minutes.row
    assert (row.version, [one.note for one in row.corrections]) == (2, ["加了附件《签到表》"])
    assert row.versions[0].text == row.versions[1].text
    assert post(chair, f"{at}approve/", at, version=1).status_code == 409
    one = row.papers[0].id
    post(minutes.clerk, f"{at}papers/{one}/remove/", f"{at}edit/")
    row = minutes.row
    assert (row.version, row.corrections[-1].note) == (3, "拿掉了附件《初稿》")
    assert post(chair, f"{at}approve/", at, version=2).status_code == 409
    assert post(chair, f"{at}approve/", at, version=3).status_code == 303
    last = db.session.query(AuditFact).filter_by(kind=kinds.CORRECTED)
    assert last.count() == 2
