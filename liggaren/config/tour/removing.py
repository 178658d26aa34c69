"""Chapter three: a comment must go, sealed first; where nothing can be removed, a two-half reply (C6)."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

from liggaren.actions import services as actions
from liggaren.actions.models import Outbox, OutboxAct
from liggaren.capture import services as capturing
from liggaren.capture.models import Item, ItemState, Verification
from liggaren.config.tour.planning import PAGE
from liggaren.config.tour.steps import Steps
from liggaren.config.tour.town import Town, work_off_queue
from liggaren.moderation import services as moderation
from liggaren.moderation.models import Category, Removal
from liggaren.playground.seed import INSULT
from liggaren.playground.serve import Playground
from liggaren.register import services as register
from liggaren.register.models import Account
from liggaren.register.roster import RosterLine

REPLY_ONLY = "biblioteken"
THE_GATE = "a removal needs a fresh verification"  # the database's own words (actions/migrations)


def remove(steps: Steps, town: Town, platform: Playground, account: Account) -> Removal:
    """Decide, seal, verify, act once, look up."""
    item = Item.objects.select_related("latest").get(latest__text=INSULT)
    _the_gate(steps, account, item)
    removal = moderation.open_removal(item=item, by=town.communicator)
    decision = moderation.Decision(
        category=Category.objects.get(key="personangrepp"), basis=Removal.Basis.DATA_PROTECTION, obvious=True,
        reason="Angriper en medarbetare och sprider ett telefonnummer.", way=Removal.Way.DELETE,
    )  # fmt: skip
    removal = moderation.decide_removal(
        removal=removal, decision=decision, version_id=item.latest_id or 0, by=town.communicator
    )
    before = platform.admin.journal(page_id=PAGE, act="delete", item_id=item.native_id)
    work_off_queue()
    after = platform.admin.journal(page_id=PAGE, act="delete", item_id=item.native_id)
    removal.refresh_from_db()
    assert removal.outbox_id is not None
    row = Outbox.objects.select_related("verification").get(pk=removal.outbox_id)
    check = row.verification
    assert isinstance(check, Verification) and row.sending_at is not None
    steps.add(
        "G5.6", "innehåll och avsändare är beseglade och prövade innan något skickas",
        f"Prövat {check.made_at:%H:%M:%S.%f}, skickat {row.sending_at:%H:%M:%S.%f}.",
        check.made_at <= row.sending_at and not before,
    )  # fmt: skip
    steps.add("C6.11", "plattformen fick begäran exakt en gång", f"{len(after)} begäran.", len(after) == 1)
    item.refresh_from_db()
    steps.add(
        "G5.5", "borttagningen är uppslagen och bekräftad, och klockan är sparad",
        f"Beslutet: {removal.get_state_display()}. Posten: {item.get_state_display()}. "
        f"Från sedd till borta: {removal.gone_at - removal.seen_at if removal.gone_at else 'okänt'}.",
        row.state == "confirmed" and item.state == ItemState.DELETED and removal.gone_at is not None,
    )  # fmt: skip
    return removal


def _the_gate(steps: Steps, account: Account, item: Item) -> None:
    """Try to send a removal by plain SQL, without a seal: the database must refuse it."""
    with transaction.atomic():
        row = actions.prepare(
            act=OutboxAct.DELETE, account=account, item=item, version=item.latest, text="",
            decision_ref="tour:gate", by=None,
        )  # fmt: skip
        words = ""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE actions_outbox SET state = 'sending', sending_at = now() WHERE id = %s", [row.pk]
                )
        except DatabaseError as refusal:
            words = str(refusal)
        transaction.set_rollback(True)
    held = THE_GATE in words
    seen = "Databasen nekade: en borttagning kräver ett färskt bevis, eller nödväg med två namn."
    if not held:
        seen = "Databasen nekade av ett annat skäl." if words else "Gick igenom."
    steps.add("C6.2", "databasen själv nekar en borttagning utan bevis", seen, held)


def counter_reply(steps: Steps, town: Town, platform: Playground) -> None:
    """An adopted account on a platform where nothing can be removed (C6.12)."""
    account = register.adopt(
        platform="playground", name="Biblioteken i Exempelköping", unit=town.unit, by=town.information,
        address=f"{platform.origin}/sidor/{REPLY_ONLY}",
        administrators=[RosterLine(town.communicator, "Lovanna"), RosterLine(town.colleague, "Torsvante")],
    )  # fmt: skip
    register.connect(
        account, origin=platform.origin, native_id=REPLY_ONLY, token=platform.admin.token(REPLY_ONLY),
        by=town.information, profile="reply",
    )  # fmt: skip
    account.refresh_from_db()
    capturing.capture_account(account)
    post = Item.objects.filter(sightings__account=account, kind="post").order_by("-claimed_at").first()
    assert post is not None
    platform.admin.comment(post.native_id, "Köp billiga böcker hos mig i stället!", name="Rabatt Rabattsson")
    capturing.capture_account(account)
    item = Item.objects.get(latest__text__startswith="Köp billiga böcker")
    removal = moderation.open_removal(item=item, by=town.communicator)
    decision = moderation.Decision(
        category=Category.objects.get(key="reklam"), basis=Removal.Basis.HOUSE_RULE, obvious=True,
        reason="Reklam.", way=Removal.Way.COUNTER_REPLY,
        distance="Kommunen står inte bakom det här erbjudandet.", rule="Reklam får inte läggas upp här.",
    )  # fmt: skip
    moderation.decide_removal(
        removal=removal, decision=decision, version_id=item.latest_id or 0, by=town.communicator
    )
    work_off_queue()
    texts = [platform.admin.text(reply) for reply in platform.admin.replies(item.native_id)]
    deletes = platform.admin.journal(page_id=REPLY_ONLY, act="delete")
    both = any(decision.distance in text and decision.rule in text for text in texts)
    steps.add(
        "C6.12", "där inget kan tas bort svarar kommunen med båda halvorna",
        " ".join(texts).replace("\n", " ") or "inget svar", both and not deletes,
    )  # fmt: skip
