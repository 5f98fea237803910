"""Pictures of editors: made fit for phones, freed of what a camera wrote, or refused."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image
from PIL import ImageFile

from portal.pictures import HEAVIEST
from portal.pictures import write_pictures
from tests.support.portal.builds import Built
from tests.support.portal.builds import build_pages
from tests.support.portal.desk import OFFICE
from tests.support.portal.desk import PAGE
from tests.support.portal.desk import PAGE_FR
from tests.support.portal.desk import Desk
from tests.support.portal.desk import lay_out

DOOR = "regions/halton/pictures/front-door.jpg"
SHOWN = {
    OFFICE.format("en"): f"{PAGE}\n![The door has a ramp](pictures/front-door.jpg)\n".encode(),
    OFFICE.format("fr"): f"{PAGE_FR}\n![La porte a une rampe](pictures/front-door.jpg)\n".encode(),
}
GPS, DEVICE = 0x8825, 0x0110


def _picture(kind: str = "JPEG", size: tuple[int, int] = (3000, 2000)) -> bytes:
    exif = Image.Exif()
    exif[DEVICE] = "A camera"
    exif.get_ifd(GPS)[1] = "N"
    written = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.save(written, kind, exif=exif)
    return written.getvalue()


def _noise() -> bytes:
    dice = random.Random(1)  # noqa: S311 - no secret
    written = io.BytesIO()
    Image.frombytes("RGB", (900, 900), dice.randbytes(900 * 900 * 3)).save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return lay_out(tmp_path)


def test_a_photo_of_a_camera_is_published_small_and_without_its_place(project: Path) -> None:
    for name, data in {**SHOWN, DOOR: _picture()}.items():
        path = project / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    outcome = build_pages(project, REGION="halton")
    assert outcome.faults == ()
    with Image.open(outcome.folder / "pictures/front-door.jpg") as published:
        assert published.size == (1200, 800)
        assert not published.getexif()
    built = Built("halton", outcome.folder)
    for language, words in (("en", "The door has a ramp"), ("fr", "La porte a une rampe")):
        (shown,) = built.page(f"{language}/our-office/").all("img")
        assert shown.attrib["alt"] == words
        assert (shown.attrib["width"], shown.attrib["height"]) == ("1200", "800")
        assert shown.attrib["src"] == "../../pictures/front-door.jpg"


@pytest.fixture(params=[False, True], ids=["alone", "beside WeasyPrint"])
def forgiving(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Pillow comes, and as WeasyPrint leaves it: then it reads pictures that are cut off."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", request.param)


@pytest.mark.usefixtures("forgiving")
@pytest.mark.parametrize(
    ("name", "data", "problem", "cure"),
    [
        (DOOR, b"no picture", "no picture that can be read", "save it anew"),
        (DOOR, _picture()[:2000], "no picture that can be read", "save it anew"),
        (DOOR, _picture("PNG"), "a PNG picture with the name of another", "in a picture program"),
        (DOOR, _picture(size=(30, 30)), "too small to see", "a larger one"),
        (DOOR.replace("jpg", "png"), _noise(), "too much for a phone", "Save it as .jpg"),
        (DOOR.replace("jpg", "JPG"), _picture(), "cannot be published", "Save it as .jpg"),
        (DOOR.replace("front-door", "Front Door"), _picture(), "cannot be published", "small"),
    ],
    ids=["no picture", "cut off", "png as jpg", "tiny", "heavy", "large letters", "with a space"],
)
def test_what_cannot_be_made_fit_is_told(
    desk: Desk, name: str, data: bytes, problem: str, cure: str
) -> None:
    with desk.changed(**{name: data}):
        (fault,) = desk.faults()
    assert fault.place == f"{desk.content / name}:1"
    assert problem in fault.problem
    assert cure in fault.cure


def test_a_photo_full_of_detail_is_made_light_as_well(desk: Desk) -> None:
    written = io.BytesIO()
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(written, "JPEG", quality=60)
    with desk.changed(**SHOWN | {DOOR: written.getvalue()}):
        assert desk.faults() == ()
        write_pictures(desk.content.parent, desk.load().pictures)
    assert (desk.content.parent / "pictures/front-door.jpg").stat().st_size <= HEAVIEST


def test_a_picture_is_shown_in_both_languages(desk: Desk) -> None:
    files = SHOWN | {DOOR: _picture(), OFFICE.format("fr"): PAGE_FR.encode()}
    with desk.changed(**files):
        (fault,) = desk.faults()
    assert fault.place == f"{desk.content / OFFICE.format('fr')}:1"
    assert "does not show `front-door.jpg`" in fault.problem
