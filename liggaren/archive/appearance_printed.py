"""What page one says of the appearance, and whether the picture may be printed at all (G6.1, design 3.13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liggaren.archive import appearance_acceptance, document, telling
from liggaren.archive.appearance_models import Appearance, RenderingAcceptance
from liggaren.archive.models import Snapshot
from liggaren.capture.models import Item, ItemState, Sighting, Visibility
from liggaren.duties import services as duties
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState
from liggaren.people.models import RoleKind
from liggaren.register import media
from liggaren.vault import services as vault

GRACE = timedelta(days=14)
MAY_SHOW = "Bilden som finns kan visa något som har begränsats eller tagits bort, och trycks inte. Ta en ny."


@dataclass(frozen=True)
class Looks:
    """What holds for a snapshot now. `kind` is browser, uploaded, accepted or empty; `why_not` is Swedish."""

    picture: Appearance | None = None
    acceptance: RenderingAcceptance | None = None
    why_not: str = ""

    @property
    def kind(self) -> str:
        if self.picture:
            return self.picture.kind
        return "accepted" if self.acceptance else ""

    @property
    def key(self) -> UUID | int | None:
        """The same as long as the same picture or acceptance holds."""
        return self.picture.pk if self.picture else self.acceptance.pk if self.acceptance else None


def looks_of(snapshot: Snapshot) -> Looks:
    """The picture that stands and may be printed, else the acceptance that holds today, else why neither."""
    newest = snapshot.appearances.filter(ended_at=None).select_related("taken_by").order_by("-taken_at")
    rows = list(newest[:20])
    picture = next((one for one in rows if not one.refused), None)
    closed = bool(picture) and may_show_closed(snapshot, picture)
    if picture and not closed:
        return Looks(picture)
    today = dates.swedish_day(clock.now())
    if found := appearance_acceptance.standing(snapshot.account.platform, today):
        return Looks(acceptance=found)
    return Looks(why_not=MAY_SHOW if closed else next((one.refused for one in rows if one.refused), ""))


def may_show_closed(snapshot: Snapshot, picture: Appearance | None) -> bool:
    """Whether something stood on the account when the picture was taken that may not be read now.

    What was surely gone before is not on it; where that cannot be known it counts as being on it.
    """
    if picture is None:
        return False
    removed = Removal.objects.filter(
        Q(gone_at=None) | Q(gone_at__gte=picture.taken_at), item=OuterRef("pk"), way__in=telling.WAYS,
        state__in=(RemovalState.DECIDED, RemovalState.DONE),
    )  # fmt: skip
    secret = Q(visibility__in=(Visibility.RESTRICTED, Visibility.SUSPECTED)) | Q(withheld_at__isnull=False)
    gone = Q(state=ItemState.DELETED, looked_up_at__lt=picture.taken_at)
    closed = (secret & ~gone) | Q(Exists(removed))
    return _on_account(snapshot).filter(closed, first_seen_at__lte=picture.taken_at).exists()


def _on_account(snapshot: Snapshot) -> QuerySet[Item]:
    seen = Sighting.objects.filter(account=snapshot.account_id).exclude(relation="message").values("item")
    return Item.objects.filter(pk__in=seen, purged_at=None)


def printed(looks: Looks) -> document.Appearance:
    """As it stands on page one."""
    if looks.picture:
        return _of_picture(looks.picture)
    if looks.acceptance:
        return _of_acceptance(looks.acceptance)
    if looks.why_not:
        missing = document.Appearance()
        return document.Appearance(missing.title, f"{looks.why_not} {missing.text}")
    return document.Appearance()


def _of_picture(picture: Appearance) -> document.Appearance:
    when = dates.date_and_time(picture.taken_at)
    by = (
        f" av {picture.taken_by.name}"
        if picture.taken_by and picture.kind == Appearance.Kind.UPLOADED
        else ""
    )
    uploaded = picture.kind == Appearance.Kind.UPLOADED
    title = "Utseendet finns med som uppladdad bild." if uploaded else "Utseendet finns med som bild."
    verb = "Uppladdad" if uploaded else "Tagen"
    text = f"{verb} {when}{by}. {picture.trust} Adress: {picture.address}"
    blob = str(picture.blob_id)
    shown = document.Picture(lambda: vault.get(blob), "Bild av hela sidan", picture.address)
    return document.Appearance(title, text, True, (shown,))


def _of_acceptance(found: RenderingAcceptance) -> document.Appearance:
    platform = media.get(found.platform).name
    text = (
        f"{found.accepted_by.name} på arkivet har godtagit det för {platform}: "
        f"beslut {found.decision_number} den {dates.long_date(found.decided_on)}, "
        f"gäller till och med {dates.long_date(found.ends_on)}. "
        "Allt innehåll finns som text."
    )
    return document.Appearance("Arkivet har godtagit återgivningen utan utseendebild.", text, True)


def settle_duty(snapshot: Snapshot, looks: Looks) -> None:
    """Close the duty once a made snapshot has an appearance; else it is open, and chased like any other."""
    prefix = f"appearance:{snapshot.pk}:"
    if looks.kind:
        duties.close_about(prefix, looks.kind, by=None)
        return
    key = f"{prefix}{Duty.objects.filter(key__startswith=prefix, closed_at__isnull=False).count() + 1}"
    duties.open_duty(
        kind="appearance.missing", key=key, title=f"Utseendebild av {snapshot.account.name}"[:200],
        link=f"/arkiv/{snapshot.pk}/utseende/", due_at=max(snapshot.period_end, clock.now()) + GRACE,
        owner_role=RoleKind.INFORMATION, unit=snapshot.unit,
    )  # fmt: skip
