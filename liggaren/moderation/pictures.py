"""The second picture: what a removal done by hand looks like afterwards, uploaded by a person (design 3.10).

It is read with care (kind by content, size, pixels), kept in the vault as it came, and shown blurred until
someone opens it, which is entered. A look-up by us counts more than it.
"""

from __future__ import annotations

import io
import uuid
import warnings
from dataclasses import dataclass

from django.db import transaction
from PIL import Image, ImageFilter

from liggaren.actions import services as actions
from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.ledger import services as ledger
from liggaren.lib import clock, hashing
from liggaren.moderation.errors import Incomplete, Problem
from liggaren.moderation.models import HandPicture, Removal
from liggaren.moderation.permissions import account_to_decide
from liggaren.people.models import User
from liggaren.vault import services as vault

LARGEST = 10_000_000
MOST_PIXELS = 40_000_000
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}
SMALL, BLUR = 320, 9
UNREADABLE = "Filen går inte att läsa som bild. Ta en ny skärmbild och välj den"


@dataclass(frozen=True)
class Seen:
    """What reading the picture told."""

    media_type: str
    width: int
    height: int


def examine(data: bytes) -> Seen:
    """Read a picture whole, within limits (pure). Raises Incomplete with what to do instead."""
    if not data:
        raise _refusal("Välj en bild")
    if len(data) > LARGEST:
        raise _refusal("Bilden är för stor. Den får vara högst 10 MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _read(data)
    except Incomplete:
        raise
    except Exception as error:  # whatever a crafted file makes the reader raise, it is not a picture to us
        raise _refusal(UNREADABLE) from error


def _read(data: bytes) -> Seen:
    with Image.open(io.BytesIO(data), formats=list(KINDS)) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise _refusal("Bilden har för många bildpunkter. Ta en mindre skärmbild")
        image.load()
        return Seen(KINDS[image.format or ""], width, height)


def _refusal(words: str) -> Incomplete:
    return Incomplete([Problem("picture", words)])


def blurred(data: bytes) -> bytes:
    """A small blurred PNG of it, without anything the file carried beside its pixels."""
    with Image.open(io.BytesIO(data), formats=list(KINDS)) as image:
        image.draft("RGB", (SMALL, SMALL))
        small = image.convert("RGB")
    small.thumbnail((SMALL, SMALL))
    out = io.BytesIO()
    small.filter(ImageFilter.GaussianBlur(BLUR)).save(out, "PNG")
    return out.getvalue()


def confirm_by_picture(*, removal: Removal, data: bytes, by: User) -> HandPicture:
    """Keep the picture, then confirm: a look-up that still sees the item wins over it.

    Raises NotYours, Incomplete, actions.NotNow; actions.StillThere with the picture kept all the same.
    """
    found = _keep(removal, data, by)
    actions.confirm_by_hand(outbox_id=removal.outbox_id or uuid.UUID(int=0), by=by, shown=True)
    return found


@transaction.atomic
def _keep(removal: Removal, data: bytes, by: User) -> HandPicture:
    account_to_decide(by, removal.item)
    act = Outbox.objects.filter(removal=removal).first()
    if act is None or act.state != OutboxState.BY_HAND:
        raise actions.NotNow("Det här görs inte längre för hand.")
    seen, name = examine(data), uuid.uuid4()
    found = HandPicture.objects.create(
        id=name, removal=removal, media_type=seen.media_type, width=seen.width, height=seen.height, by=by,
        blob=vault.put(data, media_type=seen.media_type, holder=f"hand-picture:{name}"), at=clock.now(),
    )  # fmt: skip
    found.entry_id = ledger.append(
        kind="removal.picture_added", actor=by.actor, obj=f"removal:{removal.pk}",
        facts={"picture": str(name), "media_type": seen.media_type, "size": len(data), "trust": "hand"},
        digests={"picture": hashing.sha256_hex(data)},
    )  # fmt: skip
    found.save()
    return found


def preview(picture: HandPicture, *, by: User) -> bytes:
    """The blurred picture. Raises NotYours, vault.Gone."""
    account_to_decide(by, picture.removal.item)
    return blurred(vault.get(picture.blob_id))


def open_picture(picture: HandPicture, *, by: User) -> bytes:
    """The whole picture; that it was opened is entered before it is given. Raises NotYours, vault.Gone."""
    account_to_decide(by, picture.removal.item)
    with transaction.atomic():
        ledger.append(
            kind="removal.picture_opened", actor=by.actor, obj=f"removal:{picture.removal_id}",
            facts={"picture": str(picture.pk)},
        )  # fmt: skip
    return vault.get(picture.blob_id)
