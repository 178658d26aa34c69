"""What a person does after a decision. Each act is posted; a fault is told at its field on the same page."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from liggaren.desk.access import staff_required
from liggaren.desk.removal.after_forms import (
    After,
    AnswerForm,
    AppealForm,
    AuthorForm,
    PictureForm,
    PoliceForm,
    ReverseForm,
)
from liggaren.desk.removal.outcome_views import find_decision, show
from liggaren.lib.errors import Refusal
from liggaren.moderation import pictures, services
from liggaren.moderation.models import Appeal, HandPicture, Removal
from liggaren.people.models import User

Act = Callable[[Removal, User], object]


def _do(request: HttpRequest, removal_id: uuid.UUID, form: After, act: Act) -> HttpResponse:
    """Do one thing and show the decision again; what is wrong is told at its field."""
    found, by = find_decision(request, removal_id)
    try:
        act(found, by)
    except services.NotYours as refusal:
        raise Http404 from refusal
    except services.Incomplete as refusal:
        form.show(refusal.problems)
        return show(request, found, by, bound=form)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("removal", removal_id)


@require_POST
@staff_required
def reverse(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Show it again."""
    form = ReverseForm(request.POST)
    reason = form.words("reverse_reason")
    return _do(request, removal_id, form, lambda row, by: services.reverse(removal=row, reason=reason, by=by))


@require_POST
@staff_required
def appeal(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Enter that someone asks for the decision to be considered again."""
    form = AppealForm(request.POST)

    def enter(row: Removal, by: User) -> object:
        return services.receive_appeal(
            removal=row, channel=form.words("channel"), from_whom=form.words("from_whom"),
            text=form.words("text"), received_at=form.received_at(), by=by,
        )  # fmt: skip

    return _do(request, removal_id, form, enter)


@require_POST
@staff_required
def answer(request: HttpRequest, removal_id: uuid.UUID, appeal_id: uuid.UUID) -> HttpResponse:
    """Another person answers an appeal."""
    form = AnswerForm(request.POST)

    def decide(row: Removal, by: User) -> object:
        return services.answer_appeal(
            appeal=get_object_or_404(Appeal, pk=appeal_id, removal=row), outcome=form.words("outcome"),
            reason=form.words("answer_reason"), correction=form.words("correction"),
            correction_place=form.words("correction_place"), by=by,
        )  # fmt: skip

    return _do(request, removal_id, form, decide)


@require_POST
@staff_required
def author(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Tell the author, or say why not."""
    form = AuthorForm(request.POST)

    def tell(row: Removal, by: User) -> object:
        return services.tell_author(
            removal=row, how=form.words("how"), text=form.words("author_text"),
            how_words=form.words("how_words"), reason=form.words("told_reason"), by=by,
        )  # fmt: skip

    return _do(request, removal_id, form, tell)


@require_POST
@staff_required
def police(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Mark the report to the police with its number."""
    form = PoliceForm(request.POST)

    def mark(row: Removal, by: User) -> object:
        return services.mark_reported(
            removal=row, number=form.words("number"), on=form.day("reported_on"), by=by
        )

    return _do(request, removal_id, form, mark)


@require_POST
@staff_required
def picture(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Confirm a removal done by hand with a picture."""
    form = PictureForm(request.POST, request.FILES)
    sent = request.FILES.get("picture")
    data = b"" if sent is None else sent.read(pictures.LARGEST + 1)
    return _do(
        request, removal_id, form, lambda row, by: services.confirm_by_picture(removal=row, data=data, by=by)
    )


@require_GET
@staff_required
def blurred(request: HttpRequest, removal_id: uuid.UUID, picture_id: uuid.UUID) -> HttpResponse:
    """The picture as it is shown on the page: blurred."""
    return _picture(request, removal_id, picture_id, pictures.preview, "image/png")


@require_POST
@staff_required
def opened(request: HttpRequest, removal_id: uuid.UUID, picture_id: uuid.UUID) -> HttpResponse:
    """The whole picture on its own; that it was opened is entered first."""
    return _picture(request, removal_id, picture_id, pictures.open_picture, "")


def _picture(
    request: HttpRequest, removal_id: uuid.UUID, picture_id: uuid.UUID, read: Callable[..., bytes], kind: str
) -> HttpResponse:  # fmt: skip
    found, by = find_decision(request, removal_id)
    row = get_object_or_404(HandPicture.objects.select_related("removal__item"), pk=picture_id, removal=found)
    try:
        data = read(row, by=by)
    except Refusal as refusal:
        raise Http404 from refusal
    return HttpResponse(
        data, content_type=kind or row.media_type,
        headers={"Cache-Control": "private, no-store", "Content-Disposition": "inline; filename=bild"},
    )  # fmt: skip
