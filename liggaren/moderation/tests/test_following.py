"""What follows a decision: word to the author, the police's number, the second picture, the ready words."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date, timedelta

import pytest
from PIL import Image

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.lib import clock
from liggaren.moderation import author, pictures, ready_words, services
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import AuthorNotice, Category, PoliceReport
from liggaren.moderation.tests.deciding import carried_out, decide

pytestmark = pytest.mark.clause("C6.1")
SAID = "Vi har tagit bort en kommentar."


def test_words_to_the_author_go_out_after_the_removal_is_confirmed_and_not_before(world: World) -> None:
    removal = decide(incoming(world, "Du är en idiot."), world.cast.anna)
    proposal = author.propose(removal)
    assert proposal.is_usual and "Badhuset Vågen" in proposal.text and "{" not in proposal.text
    notice = services.tell_author(removal=removal, how="reply", text=SAID, by=world.cast.anna)
    assert notice.is_waiting and notice.outbox is None
    with pytest.raises(services.SomeoneWasFirst):
        services.tell_author(removal=removal, how="reply", text=SAID, by=world.cast.second)
    carried_out(removal)
    notice.refresh_from_db()
    assert notice.outbox is not None and not notice.is_waiting
    assert actions.send(notice.outbox.pk) == "confirmed"
    (reply,) = world.play.admin.replies(world.post)
    assert SAID in world.play.admin.text(reply)


def test_nothing_is_said_when_the_removal_was_not_carried_out(world: World) -> None:
    removal = decide(incoming(world, "Du är en idiot."), world.cast.anna)
    services.tell_author(removal=removal, how="reply", text=SAID, by=world.cast.anna)
    world.play.admin.switch(world.page, "refuse")
    carried_out(removal)
    notice = AuthorNotice.objects.get()
    assert notice.outbox is None and not notice.is_waiting and "inte utförd" in notice.reason


@pytest.mark.clause("G5.4")
def test_never_for_secrecy_but_the_reason_why_not_is_kept(world: World) -> None:
    removal = decide(incoming(world, "Lisa i 4B har diagnosen."), world.cast.anna, basis="secrecy")
    assert author.propose(removal).never
    for how in ("reply", "otherwise"):
        with pytest.raises(services.Incomplete, match="sekretess"):
            services.tell_author(removal=removal, how=how, text="x", how_words="x", by=world.cast.anna)
    services.tell_author(removal=removal, how="not_told", reason="Sekretess.", by=world.cast.anna)
    assert AuthorNotice.objects.get().how == "not_told"


@pytest.mark.parametrize(
    ("how", "field"),
    [("", "how"), ("reply", "author_text"), ("otherwise", "how_words"), ("not_told", "told_reason")],
)
def test_each_choice_asks_for_its_own_words(world: World, how: str, field: str) -> None:
    removal = decide(incoming(world, "Du är en idiot."), world.cast.anna)
    with pytest.raises(services.Incomplete) as caught:
        services.tell_author(removal=removal, how=how, by=world.cast.anna)
    assert caught.value.problems[0].field == field and not AuthorNotice.objects.exists()


@pytest.mark.clause("C6.6")
def test_the_police_number_is_kept_tidy_and_once(world: World) -> None:
    removal = decide(incoming(world, "Jag vet var du bor."), world.cast.anna)
    day = date(2026, 11, 24)
    services.mark_reported(removal=removal, number=" 5000-k123456-26 ", on=day, by=world.cast.anna)
    removal.refresh_from_db()
    assert PoliceReport.objects.get().number == "5000-K123456-26" and removal.police
    for number, on in (("5000-K123456-26", day), ("inget", day), ("1" * 41, day), ("1", None)):
        with pytest.raises(services.Incomplete):
            services.mark_reported(removal=removal, number=number, on=on, by=world.cast.anna)
    with pytest.raises(services.Incomplete):
        tomorrow = clock.now().date() + timedelta(days=2)
        services.mark_reported(removal=removal, number="7", on=tomorrow, by=world.cast.anna)
    with pytest.raises(services.NotYours):
        services.mark_reported(removal=removal, number="8", on=day, by=world.cast.sara)


def png(width: int, height: int) -> bytes:
    """The head of a picture that claims a size, with almost no data behind it."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", data) + part(b"IEND", b"")


def saved(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, kind)
    return out.getvalue()


@pytest.mark.clause("C6.13")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Välj en bild"),
        (b"<svg onload=alert(1)>", "går inte att läsa"),
        (saved("GIF"), "går inte att läsa"),
        (saved("PNG")[:-30], "går inte att läsa"),
        (png(60_000, 60_000), "bildpunkter|går inte att läsa"),
        (png(9_000, 9_000), "bildpunkter|går inte att läsa"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 10_000_001, "för stor"),
    ],
)
def test_what_is_not_an_ordinary_picture_is_refused_at_once(data: bytes, words: str) -> None:
    with pytest.raises(services.Incomplete, match=words):
        pictures.examine(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_read_whole_and_blurred_small_without_what_it_carried(kind: str) -> None:
    seen = pictures.examine(saved(kind))
    assert (seen.width, seen.height) == (40, 30) and seen.media_type == f"image/{kind.lower()}"
    assert Image.open(io.BytesIO(pictures.blurred(saved(kind)))).format == "PNG"


def test_a_picture_is_only_for_what_is_done_by_hand(world: World) -> None:
    removal = decide(incoming(world, "Du är en idiot."), world.cast.anna)
    with pytest.raises(actions.NotNow):
        services.confirm_by_picture(removal=removal, data=saved("PNG"), by=world.cast.anna)
    assert Outbox.objects.get().state == "prepared"


@pytest.mark.django_db
def test_ready_words_are_the_proposal_until_changed_and_read_back_as_written() -> None:
    plant()
    for category in Category.objects.all():
        words = ready_words.ready(category)
        assert ready_words.read_reasons(ready_words.write_reasons(words.reasons)) == words.reasons
    usual = {key for key, words in ready_words.PROPOSED.items() if words.tells_author}
    assert usual.isdisjoint({"brott", "vald", "hets"})
    assert ready_words.read_reasons("\n Svär | Den svär.\nBara ord") == (
        ready_words.Reason("Svär", "Den svär."), ready_words.Reason("Bara ord", "Bara ord"),
    )  # fmt: skip
