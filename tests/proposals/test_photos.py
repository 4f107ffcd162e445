"""Photos beside a proposal: drawn anew without place or camera, and read before they appear."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.core import images, outbox, store
from portal.core.access import Role
from portal.core.db import db
from portal.moderation.rules import Move
from portal.proposals import habits, queries
from portal.proposals.models import Photo
from tests.budget.conftest import RoundInTest
from tests.core import pictures
from tests.core.pictures import encoded, exif, halves
from tests.proposals import making
from tests.proposals.making import DETAILS, NEED, collecting_round, get
from tests.proposals.test_talking import judge
from tests.world import World, post, token


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=3)


@pytest.fixture
def client(world: World, made: RoundInTest) -> FlaskClient:
    return world.client(world.account())


@pytest.fixture
def draft(client: FlaskClient) -> int:
    return int(post(client, "/proposals/new/", **NEED).location.split("/")[2])


def send(
    client: FlaskClient, proposal_id: int, body: bytes, name: str = "IMG_1.jpg", **more: str
) -> TestResponse:
    """The second page with a file; in memory, so that no file of the test's own stays open."""
    page = f"/proposals/{proposal_id}/details/"
    typed = {"csrf_token": token(client, page), **DETAILS, **more}
    boundary, data = encode_multipart({**typed, "photo": FileStorage(io.BytesIO(body), name)})
    return client.post(page, data=data, content_type=f"multipart/form-data; boundary={boundary}")


def photos(proposal_id: int) -> list[Photo]:
    db.session.rollback()
    return queries.photos(proposal_id)


def address(photo: Photo, size: str = "full") -> str:
    return f"/proposals/photos/{photo.id}/{size}.jpg"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return out.getvalue()


# ---- What is kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_where_and_with_what_it_was_taken_is_not_kept(
    client: FlaskClient, draft: int, kind: str
) -> None:
    whole = encoded(halves(), kind, exif=exif())
    assert b"SecretCamera" in whole
    assert send(client, draft, whole, "IMG_1.HEIC", caption="三单元的楼梯").status_code == 303
    (photo,) = photos(draft)
    assert photo.caption == "三单元的楼梯"
    for size in ("full", "small"):
        answer = client.get(address(photo, size))
        assert answer.status_code == 200
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        picture = Image.open(io.BytesIO(answer.data), formats=["JPEG"])
        assert not picture.getexif()
        assert not any(word in answer.data for word in (pictures.PLACE, b"SecretCamera", b"Exif"))


@pytest.mark.parametrize(
    "tail", [b"<html><script>alert(1)</script></html>", b"%PDF-1.7", b"GIF89a", zipped()]
)
def test_what_hides_behind_a_picture_is_served_to_nobody(
    client: FlaskClient, draft: int, tail: bytes
) -> None:
    assert send(client, draft, encoded(halves()) + tail, "photo.html").status_code == 303
    answer = client.get(address(photos(draft)[0]))
    assert tail not in answer.data
    assert not zipfile.is_zipfile(io.BytesIO(answer.data))
    assert answer.mimetype == "image/jpeg"


def test_twelve_megapixels_from_a_phone_become_a_small_picture_and_a_smaller_one(
    client: FlaskClient, draft: int
) -> None:
    large = encoded(Image.effect_noise((4000, 3000), 40).convert("RGB"), quality=80)
    assert 2_000_000 < len(large) < images.MOST_BYTES
    assert send(client, draft, large).status_code == 303
    (photo,) = photos(draft)
    sizes = {
        size: Image.open(io.BytesIO(client.get(address(photo, size)).data)).size
        for size in ("full", "small")
    }
    assert sizes == {"full": (1600, 1200), "small": (480, 360)}


# ---- What is refused, and nothing typed is lost


def huge_file() -> bytes:
    return encoded(halves()) + bytes(images.MOST_BYTES)


REFUSED = [
    (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不是照片"),
    (lambda: encoded(halves(), "GIF"), "不是照片"),
    (lambda: encoded(halves(), "TIFF"), "不是照片"),
    (zipped, "不是照片"),
    (lambda: b"", "不是照片"),
    (lambda: b"<?php system('ls');", "不是照片"),
    (lambda: pictures.png(20_000, 20_000, rows=1), "尺寸太大"),
    (lambda: encoded(halves())[:300], "不完整"),
    (huge_file, "照片太大"),
    (lambda: encoded(halves(10, 10)), "照片太小"),
]


@pytest.mark.parametrize(("body", "words"), REFUSED)
def test_what_is_no_photo_is_refused_at_its_field_and_the_words_are_kept(
    client: FlaskClient, draft: int, body: object, words: str
) -> None:
    answer = send(client, draft, body(), caption="三单元的楼梯")  # type: ignore[operator]
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert DETAILS["beneficiaries"] in page
    assert DETAILS["estimate_fen"] in page
    assert "三单元的楼梯" in page
    assert photos(draft) == []


def test_more_than_any_form_may_bring_is_refused_with_a_page(
    client: FlaskClient, draft: int
) -> None:
    answer = send(client, draft, bytes(17 * 1024 * 1024))
    assert answer.status_code == 413
    assert "提交的内容太大" in answer.get_data(as_text=True)


def test_there_are_as_many_as_the_community_allows(client: FlaskClient, draft: int) -> None:
    most = habits.PHOTOS()
    for shade in range(most):
        body = encoded(Image.new("RGB", (60, 60), (shade, 0, 0)))
        answer = send(client, draft, body, more="1")
        assert answer.location.endswith(f"/proposals/{draft}/details/#photos")
    refused = send(client, draft, encoded(halves()), beneficiaries="换了一句话")
    assert refused.status_code == 422
    assert f"最多 {most} 张照片" in refused.get_data(as_text=True)
    assert len(photos(draft)) == most
    assert get(draft).beneficiaries == "换了一句话"  # the words were kept all the same


def test_one_that_is_taken_away_makes_room_for_another(
    world: World, client: FlaskClient, draft: int
) -> None:
    for shade in range(habits.PHOTOS()):
        send(client, draft, encoded(Image.new("RGB", (60, 60), (shade, 0, 0))))
    assert post(client, f"/proposals/{draft}/check/").status_code == 303
    making.read(draft, world.person().id)
    for photo in photos(draft):
        judge(world, photo, Move.APPROVE)  # type: ignore[arg-type]
    first, page = photos(draft)[0], f"/proposals/{draft}/details/"
    removed = post(client, f"/proposals/{draft}/photos/{first.id}/remove/", page)
    assert removed.status_code == 303
    passer_by = world.app.test_client()
    assert passer_by.get(address(first)).status_code == 404
    assert address(first, "small") not in passer_by.get(f"/proposals/{draft}/").get_data(True)
    assert send(client, draft, encoded(halves())).status_code == 303
    assert len(photos(draft)) == habits.PHOTOS() + 1


# ---- Who sees it


def test_a_photo_of_a_draft_is_its_authors_alone(
    world: World, client: FlaskClient, draft: int
) -> None:
    send(client, draft, encoded(halves()))
    (photo,) = photos(draft)
    others = [
        world.app.test_client(),
        world.client(world.account()),
        world.staff(Role.SUPERVISOR),
    ]
    for other in others:
        for size in ("full", "small"):
            assert other.get(address(photo, size)).status_code == 404
    assert client.get(address(photo)).headers["Cache-Control"] in ("no-store", "private, no-cache")
    stranger = others[1]
    page = "/me/inbox/"
    gone = post(stranger, f"/proposals/{draft}/photos/{photo.id}/remove/", page)
    assert gone.status_code == 404
    assert len(photos(draft)) == 1


def test_it_is_read_like_every_word_before_it_appears(
    world: World, client: FlaskClient, draft: int
) -> None:
    send(client, draft, encoded(halves()))
    post(client, f"/proposals/{draft}/check/")
    making.read(draft, world.person().id)
    (photo,), passer_by = photos(draft), world.app.test_client()
    shown = f"/proposals/{draft}/"
    assert passer_by.get(address(photo)).status_code == 404
    assert address(photo, "small") not in passer_by.get(shown).get_data(as_text=True)
    assert client.get(address(photo)).status_code == 200
    assert world.staff(Role.COMMITTEE_MEMBER).get(address(photo)).status_code == 200
    judge(world, photo, Move.APPROVE)  # type: ignore[arg-type]
    assert passer_by.get(address(photo)).status_code == 200
    assert address(photo, "small") in passer_by.get(shown).get_data(as_text=True)
    judge(world, photos(draft)[0], Move.HIDE, "拍到了别人")  # type: ignore[arg-type]
    assert passer_by.get(address(photo)).status_code == 404


def test_photos_of_what_is_hidden_are_hidden_with_it(
    world: World, client: FlaskClient, draft: int
) -> None:
    send(client, draft, encoded(halves()))
    post(client, f"/proposals/{draft}/check/")
    making.read(draft, world.person().id)
    judge(world, photos(draft)[0], Move.APPROVE)  # type: ignore[arg-type]
    making.read(draft, world.person().id, Move.HIDE, "等核实")
    assert world.app.test_client().get(address(photos(draft)[0])).status_code == 404


def test_a_photo_that_was_hidden_leaves_its_reason_where_it_was(
    world: World, client: FlaskClient, draft: int
) -> None:
    send(client, draft, encoded(halves()))
    post(client, f"/proposals/{draft}/check/", signs="y")
    making.read(draft, world.person().id)
    judge(world, photos(draft)[0], Move.HIDE, "拍到了别人的门牌")
    screener = world.staff(Role.COMMITTEE_MEMBER)
    for reader, page in (
        (world.app.test_client(), f"/proposals/{draft}/"),
        (client, f"/proposals/{draft}/"),
        (screener, f"/desk/screening/{draft}/"),
    ):
        shown = reader.get(page).get_data(as_text=True)
        assert "拍到了别人的门牌" in shown, page
        assert "<img" not in shown[shown.index("<main") :], page
    assert client.get(address(photos(draft)[0])).status_code == 404


def test_four_photos_that_are_let_through_are_one_message(
    world: World, client: FlaskClient, draft: int
) -> None:
    for _ in range(4):
        send(client, draft, encoded(halves()))
    post(client, f"/proposals/{draft}/check/", signs="y")
    for one in photos(draft):
        judge(world, one, Move.APPROVE)
    author = making.get(draft).author_id
    assert [one.sentence for one in outbox.latest(author, 9)] == [
        f"您写的《提案《{NEED['title']}》的照片》审核通过，已经公开了。"
    ]


def test_a_photo_is_taken_away_at_its_own_proposal_only(
    world: World, client: FlaskClient, draft: int
) -> None:
    send(client, draft, encoded(halves()))
    (photo,) = photos(draft)
    other = making.propose(client, title="另外一份")
    page = f"/proposals/{draft}/details/"
    assert post(client, f"/proposals/{other}/photos/{photo.id}/remove/", page).status_code == 404
    assert post(client, f"/proposals/{draft}/photos/{photo.id}/remove/", page).status_code == 303
    assert photos(draft) == []


UNKNOWN = ("999/full", "1/raw", "0/small", "99999999999999999999/full")


def test_an_unknown_or_lost_picture_is_not_found(
    world: World, client: FlaskClient, draft: int
) -> None:
    send(client, draft, encoded(halves()))
    (photo,) = photos(draft)
    folder = world.app.config["PORTAL"].uploads
    store.path(folder, photo.digest).unlink()
    found = [
        client.get(place).status_code
        for place in (address(photo), *(f"/proposals/photos/{one}.jpg" for one in UNKNOWN))
    ]
    assert found == [404] * 5


# ---- Nothing chosen or typed is lost


def test_a_good_photo_is_kept_though_another_field_is_wrong(
    client: FlaskClient, draft: int
) -> None:
    answer = send(client, draft, encoded(halves()), beneficiaries="", caption="三单元的楼梯")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请写一写谁会受益" in page
    assert "照片已经存好" in page
    (photo,) = photos(draft)
    assert photo.caption == "三单元的楼梯"
    assert address(photo, "small") in page


def test_a_photo_whose_own_words_are_wrong_is_to_be_chosen_again(
    client: FlaskClient, draft: int
) -> None:
    answer = send(client, draft, encoded(halves()), caption="长" * 121)
    assert answer.status_code == 422
    assert "照片没有存下，请再选一次" in answer.get_data(as_text=True)
    assert photos(draft) == []


def test_taking_a_photo_away_keeps_what_was_typed(client: FlaskClient, draft: int) -> None:
    send(client, draft, encoded(halves()))
    page = f"/proposals/{draft}/details/"
    (photo,) = photos(draft)
    away = f"/proposals/{draft}/photos/{photo.id}/remove/"
    assert f'formaction="{away}"' in client.get(page).get_data(as_text=True)
    wrong = post(client, away, page, **{**DETAILS, "beneficiaries": "", "estimate_note": "问过"})
    assert wrong.status_code == 422
    assert "问过" in wrong.get_data(as_text=True)
    assert photos(draft) == []
    send(client, draft, encoded(halves()))
    away = f"/proposals/{draft}/photos/{photos(draft)[0].id}/remove/"
    kept = post(client, away, page, **{**DETAILS, "beneficiaries": "全楼的老人"})
    assert (kept.status_code, photos(draft)) == (303, [])
    assert get(draft).beneficiaries == "全楼的老人"


def test_enter_presses_the_main_button(client: FlaskClient, draft: int) -> None:
    send(client, draft, encoded(halves()))
    page = client.get(f"/proposals/{draft}/details/").get_data(as_text=True)
    form = page[page.index('enctype="multipart/form-data"') :]
    first = form[form.index("<button") : form.index("</button>")]
    assert "保存，下一步" in first
    assert "name=" not in first
    assert "formaction" not in first
