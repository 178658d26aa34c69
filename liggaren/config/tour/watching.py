"""Chapter two: what comes in is sealed before anyone reads it, found again, and answered (G5.1, C5)."""

from __future__ import annotations

from liggaren.actions.models import Outbox
from liggaren.capture import services as capturing
from liggaren.capture.models import Item, ItemState, Version
from liggaren.config.tour.planning import PAGE
from liggaren.config.tour.steps import Steps
from liggaren.config.tour.town import Town, work_off_queue
from liggaren.ledger import queries as ledger
from liggaren.moderation import services as moderation
from liggaren.playground.serve import Playground
from liggaren.register.models import Account
from liggaren.search.queries import search


def capture(steps: Steps, town: Town, platform: Playground, account: Account) -> None:
    """First visit, an edit, a deletion by the author, an outage; then a search."""
    first = capturing.capture_account(account)
    sealed = ledger.seals(Version.objects.values_list("entry_id", flat=True))
    versions = Version.objects.count()
    steps.add(
        "G5.1", "allt på kontot är hämtat, och varje version är beseglad",
        f"{first.new} nya, {versions} versioner, {len(sealed)} med sigill.",
        first.new > 0 and len(sealed) == versions and not first.error,
    )  # fmt: skip
    work_off_queue()
    asked = _item("Finns det ramp till lilla bassängen?")
    gone = _item("Är kafeet öppet då")
    platform.admin.edit(
        asked.native_id, "Finns det ramp till lilla bassängen? Min son använder rullstol i vatten."
    )
    platform.admin.delete(gone.native_id)
    again = capturing.capture_account(account)
    asked.refresh_from_db()
    gone.refresh_from_db()
    steps.add(
        "G5.1", "en ändring blir en ny version, den gamla finns kvar",
        f"{again.edited} ändrad, {asked.versions.count()} versioner.", asked.versions.count() == 2,
    )  # fmt: skip
    kept = gone.latest.text if gone.latest else ""
    steps.add(
        "G5.1", "det som författaren tog bort är bekräftat borta hos plattformen och kvar hos oss",
        f"Läge {gone.get_state_display()}: ”{kept}”.", gone.state == ItemState.DELETED and bool(kept),
    )  # fmt: skip
    platform.admin.switch(PAGE, "down")
    before = Item.objects.filter(state=ItemState.DELETED).count()
    outage = capturing.capture_account(account)
    platform.admin.switch_all_off(PAGE)
    after = Item.objects.filter(state=ItemState.DELETED).count()
    steps.add(
        "G5.1", "ett avbrott läses aldrig som en borttagning",
        f"Avbrottet märktes ({outage.error}), {after - before} falska.",
        bool(outage.error) and after == before,
    )  # fmt: skip
    capturing.capture_account(account)
    found = search(town.communicator, "bassäng rullstolen")
    stranger = search(town.stranger, "bassäng")
    steps.add(
        "G5.2", "sökningen böjer svenska ord, och den som inte hör dit hittar inget",
        f"{found.count} träff på ”bassäng rullstolen”, {stranger.count} för en utomstående.",
        found.count >= 1 and stranger.count == 0,
    )  # fmt: skip


def answer(steps: Steps, town: Town, platform: Playground, account: Account) -> None:
    """One question answered in its own thread, once."""
    item = _item("När upptäckte ni felet?")
    moderation.take(item=item, by=town.communicator)
    words = "Hej! Vi såg det på söndagsmorgonen och satte upp skyltar i entrén direkt."
    ordered = moderation.answer(item=item, text=words, by=town.communicator)
    work_off_queue()
    assert ordered.outbox_id is not None
    row = Outbox.objects.get(pk=ordered.outbox_id)
    replies = [platform.admin.text(reply) for reply in platform.admin.replies(item.native_id)]
    ours = [text for text in replies if words in text]
    steps.add(
        "C5.1", "svaret är skickat en gång och uppslaget",
        f"Läge {row.get_state_display()}, {len(ours)} svar.",
        row.state == "confirmed" and len(ours) == 1,
    )  # fmt: skip
    signed = bool(ours) and "Badhuset Vågen" in ours[0]
    steps.add(
        "C4.1",
        "svaret säger vem som svarar",
        " ".join(ours[0].split())[-40:] if ours else "inget svar",
        signed,
    )
    capturing.capture_account(account)
    child = Item.objects.filter(parent=item, is_ours=True).first()
    steps.add(
        "C5.2", "svaret står i tråden där frågan ställdes, och är säkrat som allt annat",
        f"Svarets beteckning {child.native_id}." if child else "Svaret saknas i tråden.", child is not None,
    )  # fmt: skip


def _item(words: str) -> Item:
    return Item.objects.select_related("latest").get(latest__text__contains=words)
