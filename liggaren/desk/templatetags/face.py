"""Tags of the face: icons, marks, notes, fields. `{% load face %}`; each is shown in the gallery."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm, BoundField, NumberInput
from django.forms.widgets import ChoiceWidget
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liggaren.desk import state_marks
from liggaren.lib import dates, state_words
from liggaren.register import media

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "seal" %}`, `{% icon "check" "s" %}`; with a label it is read out, else it is silent."""
    classes = "i i-s" if size == "s" else "i"
    source = f"{static('desk/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="{}"/></svg>',
            classes, label, source,
        )  # fmt: skip
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}"/></svg>', classes, source
    )


@register.simple_tag
def tag(mark: str, text: Any, tone: str = "", box: bool = False) -> SafeString:
    """`{% tag "late" "1 dag sen" "red" %}`: an icon and a word; boxed only beside a title."""
    classes = " ".join(part for part in ("tag", "box" if box else "", tone) if part)
    return format_html('<span class="{}">{}{}</span>', classes, icon(mark, "s"), text)


@register.simple_tag
def state(thing: str, value: str, box: bool = False, text: str = "") -> SafeString:
    """`{% state "plan" plan.state %}`: the one word for the state, with its icon and colour.

    `text` replaces words that hold a name or a number ("Tagen av Torsvante").
    """
    mark, tone = state_marks.MARKS.get(thing, {}).get(value, ("info", ""))
    return tag(mark, text or gettext(state_words.word(thing, value)), tone, box)


@register.simple_tag
def pf(key: str, size: str = "") -> SafeString:
    """`{% pf account.platform %}`, `{% pf "facebook" "big" %}`: two letters, silent; name it in text."""
    mark = media.get(key).mark
    return format_html(
        '<span class="pf{}" aria-hidden="true">{}</span>', " big" if size == "big" else "", mark
    )


@register.filter
def platform_name(key: str) -> str:
    """`facebook` -> `Facebook`."""
    return media.get(key).name


@register.simple_tag
def face(name: str, kind: str = "") -> SafeString:
    """`{% face "Lovanna" %}`: two letters in a ring (one of us), or `{% face handle "off" %}` for others."""
    return format_html(
        '<span class="face{}" aria-hidden="true">{}</span>',
        " off" if kind == "off" else "",
        "".join(letter for letter in name if letter.isalnum())[:2].capitalize() or "–",
    )


@register.simple_tag
def stamp(verdict: str = "yes", size: str = "") -> SafeString:
    """`{% stamp "yes" %}`, "no", "unsure" or "plain": the verdict on a proof, once a page."""
    return format_html(
        '<svg class="stamp {}{}" viewBox="0 0 96 96" aria-hidden="true"><use href="{}#stamp-{}"/></svg>',
        verdict, " small" if size == "small" else "", static("desk/icons.svg"), verdict,
    )  # fmt: skip


@register.simple_tag
def seal(index: int | None = None) -> SafeString:
    """`{% seal found.index %}`: "Säkrad, post 48 213"; without a number yet: "Säkras"."""
    text = gettext("Säkras") if index is None else gettext("Säkrad, post %s") % dates.number(index)
    return format_html('<span class="seal">{}{}</span>', icon("seal", "s"), text)


@register.simple_block_tag
def note(content: str, tone: str = "", mark: str = "info", ident: str = "", role: str = "") -> SafeString:
    """`{% note "amber" "warn" %}<p>…</p>{% endnote %}`: one thing to know before going on."""
    return format_html(
        '<div class="note {}"{}{}>{}<div>{}</div></div>',
        tone,
        format_html(' id="{}"', ident) if ident else "",
        format_html(' role="{}"', role) if role else "",
        icon(mark),
        content,
    )


@register.inclusion_tag("desk/parts/field.html")
def field(
    bound: BoundField, hint: str | None = None, optional: bool | None = None, size: str = "", label: str = ""
) -> dict[str, Any]:
    """`{% field form.reason %}`: label, hint, error between, control. Radios and checkboxes become choices.

    `size` is a width class (w-s, w-m, w-l); optional is marked, required is not.
    """
    return {
        "field": bound,
        "label": label or bound.label,
        "texts": error_texts(bound),
        "hint": bound.help_text if hint is None else hint,
        "optional": (not bound.field.required) if optional is None else optional,
        "size": size,
        "kind": _kind(bound),
        "control": _control(bound, size, bool(bound.help_text if hint is None else hint)),
    }


def error_texts(bound: BoundField) -> list[str]:
    """The field's errors; one that only says that it is needed says what to write instead (ui.md §6)."""
    bare = gettext("This field is required.")
    verb = gettext("Välj") if isinstance(bound.field.widget, ChoiceWidget) else gettext("Skriv")
    name = bound.label[:1].lower() + bound.label[1:]
    return [f"{verb} {name}" if text == bare else str(text) for text in bound.errors]


def _kind(bound: BoundField) -> str:
    name = type(bound.field.widget).__name__
    return {"CheckboxInput": "check", "RadioSelect": "choices", "CheckboxSelectMultiple": "choices"}.get(
        name, "input"
    )


def _control(bound: BoundField, size: str, hinted: bool) -> SafeString:
    attributes: dict[str, Any] = {} if _kind(bound) != "input" else {"class": f"input {size}".strip()}
    if isinstance(bound.field.widget, NumberInput):
        # Typed as text: a number field throws away what it cannot read, and with it the person's words.
        bound.field.widget.input_type = "text"
        attributes["inputmode"] = "numeric"
    described = [f"{bound.id_for_label}-{part}" for part, is_there in (
        ("hint", hinted), ("error", bool(bound.errors))) if is_there]  # fmt: skip
    attributes["aria-describedby"] = " ".join(described) or None
    if "placeholder" in bound.field.widget.attrs:
        attributes["placeholder"] = False  # never a label (ui.md §6)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if bound.field.required:
        attributes["required"] = False  # checked on sending, with words; the browser's bubble says less
    return SafeString(bound.as_widget(attrs={k: v for k, v in attributes.items() if v is not None}))


@register.inclusion_tag("desk/parts/errors.html")
def errors(form: BaseForm, before: str = "det går att spara") -> dict[str, Any]:
    """`{% errors form "planen kan skickas" %}`: what to put right, each a link to its field."""
    found = [(bound.id_for_label or bound.auto_id, text) for bound in form for text in error_texts(bound)]
    found += [("", str(text)) for text in form.non_field_errors()]
    return {"found": found, "before": before, "how_many": count_word(len(found)).capitalize()}


COUNT_WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


@register.filter
def count_word(value: int) -> str:
    """`2` -> `två`; from thirteen on in figures."""
    return COUNT_WORDS[value] if 0 <= value < len(COUNT_WORDS) else dates.number(value)


@register.inclusion_tag("desk/parts/pages.html", takes_context=True)
def pages(context: template.Context, page: Any) -> dict[str, Any]:
    """`{% pages page_obj %}`: numbered pages of a Django Page; keeps the other parameters of the address."""
    query = context["request"].GET.copy()
    query.pop("sida", None)
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "shown": list(shown), "query": query.urlencode()}
