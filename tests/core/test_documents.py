"""A document is a whole PDF or a photo, told by what is in it; it leaves as a download."""

import io

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import EnvironBuilder

from portal.core import documents
from portal.core.documents import DocumentField
from portal.core.forms import Form

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "red").save(out, "PNG")
    return out.getvalue()


class OneFile(Form):
    file = DocumentField("文件")


def handed_in(app: Flask, body: bytes, name: str = "a.pdf") -> OneFile:
    file = FileStorage(io.BytesIO(body), name)
    with app.test_request_context(
        environ_overrides=EnvironBuilder(method="POST", data={"file": file}).get_environ()
    ):
        form = OneFile(meta={"csrf": False})
        form.validate()
        return form


def test_a_pdf_is_kept_as_it_is(app: Flask) -> None:
    form = handed_in(app, PDF, "any.name")
    assert form.errors == {}
    assert (form.file.data.body, form.file.data.media) == (PDF, "pdf")


def test_a_photo_is_drawn_anew(app: Flask) -> None:
    form = handed_in(app, png())
    assert form.errors == {}
    assert form.file.data.media == "jpg"
    assert form.file.data.body.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html><script>alert(1)</script>", "只收 PDF 文件或照片"),
        (b"PK\x03\x04 a workbook", "只收 PDF 文件或照片"),
        (b"", "只收 PDF 文件或照片"),
        (b" " + PDF, "只收 PDF 文件或照片"),
        (PDF[:20], "这份 PDF 不完整"),
        (PDF + b"x" * 2000, "这份 PDF 不完整"),
        (png()[:60], "照片不完整"),
    ],
    ids=["html", "workbook", "empty", "space", "cut", "appended", "half a photo"],
)
def test_all_else_is_refused_at_its_field(app: Flask, body: bytes, said: str) -> None:
    form = handed_in(app, body)
    assert said in str(form.file.errors[0])
    assert form.file.data is None


def test_what_is_too_large_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_BYTES", len(PDF))
    assert handed_in(app, PDF).errors == {}
    monkeypatch.setattr(documents, "MOST_BYTES", len(PDF) - 1)
    assert "文件太大了" in str(handed_in(app, PDF).file.errors[0])


def test_no_file_is_no_document(app: Flask) -> None:
    assert handed_in(app, b"", "").file.data is None


def test_it_leaves_as_a_download_in_a_sandbox(app: Flask) -> None:
    with app.test_request_context():
        answer = documents.download(PDF, "pdf", "d" * 64, '材料"; x=\n')
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E6%9D%90%E6%96%99%22%3B%20x%3D%0A.pdf"
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]
