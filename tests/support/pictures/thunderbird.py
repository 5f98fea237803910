"""Thunderbird with a request in it: the dialog that takes the authority, and its own verdict."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from functools import partial
from pathlib import Path

from PIL import Image
from PIL import ImageGrab

from tests.support.box.agency import delivered
from tests.support.box.agency import sealer_for
from tests.support.box.agency import write_key_file
from tests.support.box.staff import PASSPHRASE
from tests.support.browsers.desktop import screen
from tests.support.keys import Keys
from tests.support.pictures.frame import keep
from tests.support.pictures.story import STORY
from tests.support.referrals import LINKED
from tests.support.thunderbird import Thunderbird
from tests.support.thunderbird import message_id
from tests.support.thunderbird import running_thunderbird

DIALOG = (210, 435, 950, 690)
MAIL = (580, 60, 1150, 800)
"""What is kept of the screen: left, top, right, bottom."""


def take_thunderbird(folder: Path, keys: Keys) -> None:
    """With the keys imported as the handbook says."""
    # A signature from before its certificate would be none.
    today = replace(LINKED, accepted_at=datetime.now(UTC))
    mail = delivered(sealer_for(keys), STORY, metadata=today)
    profile = folder / "profile"
    with screen() as display, running_thunderbird(profile, [mail], display) as program:
        snap = partial(_snap, program, display)
        program.import_key(write_key_file(folder, keys), PASSPHRASE)
        program.trust_authority(keys.authority, partial(snap, "thunderbird-authority", DIALOG))
        program.read(message_id(mail), partial(snap, "mail", MAIL))


def _snap(program: Thunderbird, display: str, name: str, part: tuple[int, int, int, int]) -> None:
    """Once the screen no longer moves."""
    seen = [ImageGrab.grab(xdisplay=display)]

    def rests() -> Image.Image | None:
        seen.append(ImageGrab.grab(xdisplay=display))
        shown = seen[-1].crop(part)
        # Three in a row: a window that is still coming up may stand still for a moment.
        return shown if [one.tobytes() for one in seen[-3:-1]] == [seen[-1].tobytes()] * 2 else None

    file = io.BytesIO()
    program.wait(rests).save(file, "PNG")
    keep(name, file.getvalue())
