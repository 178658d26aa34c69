"""The pages' HTML, made of escaped text and small pieces."""

# ruff: noqa: E501  (markup and prose are read whole)

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from liggaren.lib.clock import STOCKHOLM
from liggaren.playground.items import public_id
from liggaren.playground.store import unpack
from liggaren.playground.uploads import path

MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
COLOURS = 6


@dataclass(frozen=True)
class Viewer:
    """Who looks: an id from the cookie and the name picked, both may be empty."""

    id: str = ""
    name: str = ""


def text_of(value: str) -> str:
    """Foreign text for a page: escaped, NUL and lone surrogates shown as a replacement sign, lines kept."""
    shown = value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    return escape(shown)


def when(moment: str) -> str:
    """A stored moment as Swedes write it, Swedish time."""
    at = datetime.fromisoformat(moment).astimezone(STOCKHOLM)
    words = f"{at.day} {MONTHS[at.month - 1]} {at.year} kl. {at:%H.%M}"
    return f'<time datetime="{escape(moment)}">{words}</time>'


def whole(title: str, body: str, viewer: Viewer, *, head: str = "") -> str:
    """A whole page with the ribbon, the bar and the foot."""
    who = (
        f'<a href="/namn">{text_of(viewer.name)}</a>' if viewer.name else '<a href="/namn">Välj ett namn</a>'
    )
    return f"""<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} – Torget</title><link rel="stylesheet" href="/stil.css">
<link rel="icon" href="/bild/torget.svg" type="image/svg+xml">{head}</head>
<body><a class="skip" href="#innehall">Till innehållet</a>
<aside class="ribbon" aria-label="Om webbplatsen"><strong>Övningsplattform</strong> – ingenting här är på riktigt</aside>
<header class="bar"><a class="brand" href="/"><span aria-hidden="true">◍</span> Torget</a><nav aria-label="Du">{who}</nav></header>
<main id="innehall">{body}</main>
<footer>Torget hör till Liggaren och finns för att öva och pröva. Personerna är påhittade.</footer>
</body></html>"""


def page_list(pages: Iterable[sqlite3.Row]) -> str:
    """The front page: every page one can visit."""
    rows = "".join(
        f'<li class="card link"><div class="who">{face(p["id"], p["name"])}<div>'
        f'<h2><a href="/sidor/{escape(p["id"])}">{text_of(p["name"])}</a></h2>'
        f"<p>{text_of(p['description'])}</p>"
        f'<p class="dim">{followers(p["followers"])}</p></div></div></li>'
        for p in pages
    )
    empty = '<p class="card">Här finns inga sidor än.</p>'
    return (
        "<h1>Sidor på Torget</h1><p class='lead'>Läs, kommentera, ändra dig. Du är invånare här.</p>"
        f"<ul class='plain'>{rows}</ul>" + ("" if rows else empty)
    )


def followers(count: int) -> str:
    """`2 314 följare` with a no-break space in the number."""
    return f"{count:,} följare".replace(",", "\u00a0")


def page_head(page: sqlite3.Row) -> str:
    """The page's own head with its name and the way to the switches."""
    return (
        f'<header class="page-head">{face(page["id"], page["name"])}<div><h1>{text_of(page["name"])}</h1>'
        f"<p>{text_of(page['description'])}</p>"
        f'<p class="dim">{escape(page["handle"])} · {followers(page["followers"])} · '
        f'<a href="/sidor/{escape(page["id"])}/reglage">Reglage</a></p></div></header>'
    )


def post(item: sqlite3.Row, comments: list[sqlite3.Row], viewer: Viewer, *, shown: int = 0) -> str:
    """A post with its comments as a tree; `shown` keeps only the last so many threads (0 = all)."""
    number = public_id(item["seq"])
    link = f"/sidor/{escape(item['page_id'])}/inlagg/{number}"
    children: dict[int, list[sqlite3.Row]] = {}
    known = {row["seq"] for row in comments}
    for row in comments:
        above = row["parent"] if row["parent"] in known else item["seq"]
        children.setdefault(above, []).append(row)
    tops = children.get(item["seq"], [])
    left_out = max(0, len(tops) - shown) if shown else 0
    tree = "".join(comment(row, children, viewer, 0) for row in tops[left_out:])
    more = f'<p><a href="{link}">Visa {left_out} tidigare kommentarer</a></p>' if left_out else ""
    return (
        f'<article class="card" id="k{number}">{signed(item, link)}{words(item)}{picture(item)}'
        f'<p class="dim count">{len(comments)} {"kommentar" if len(comments) == 1 else "kommentarer"}</p>'
        f'{more}<ul class="thread">{tree}</ul>{answer_form(number, "Skriv en kommentar")}</article>'
    )


def comment(row: sqlite3.Row, children: dict[int, list[sqlite3.Row]], viewer: Viewer, depth: int) -> str:
    """One comment and what stands under it; deeper than six levels the indent stops."""
    number = public_id(row["seq"])
    inner = "".join(comment(child, children, viewer, depth + 1) for child in children.get(row["seq"], []))
    step = "thread" if depth < 6 else "thread flat"
    own = own_forms(row) if viewer.id and row["author_id"] == viewer.id else ""
    answer = f"<details><summary>Svara</summary>{answer_form(number, 'Ditt svar')}</details>"
    mark = ""
    if row["hidden"]:
        mark = '<p class="mark">Dold för andra av sidan</p>'
    if row["held"]:
        mark = '<p class="mark">Väntar på att sidan ska godkänna</p>'
    return (
        f'<li id="k{number}"><div class="said">{signed(row)}{words(row)}{picture(row)}{mark}<div class="acts">{answer}{own}</div></div>'
        f'<ul class="{step}">{inner}</ul></li>'
    )


def signed(row: sqlite3.Row, link: str = "") -> str:
    """Face, name, handle and times."""
    moment = when(row["created_at"])
    moment = f'<a href="{link}">{moment}</a>' if link else moment
    edited = f" · <span>ändrad {when(row['edited_at'])}</span>" if row["edited_at"] else ""
    badge = ' <span class="badge">sidan</span>' if row["is_page"] else ""
    return (
        f'<div class="who">{face(row["author_id"], row["author_name"])}<div><strong>{text_of(_name(row))}</strong>{badge}'
        f'<p class="dim">{moment}{edited}</p></div></div>'
    )


def words(row: sqlite3.Row) -> str:
    """The text itself, lines kept."""
    text = unpack(row["text"])
    return f'<div class="words" dir="auto">{text_of(text) or "<em>(tom text)</em>"}</div>'


def picture(row: sqlite3.Row) -> str:
    """The picture of a post or comment, when it has one."""
    if not row["picture"]:
        return ""
    return f'<img class="wide" src="{escape(path(row["picture"]))}" alt="{text_of(row["alt"])}">'


def face(known: str, name: str | bytes) -> str:
    """A round mark with the name's first letters, its colour from the id."""
    shown = unpack(name) if isinstance(name, bytes) else name
    letters = "".join(word[0] for word in shown.split()[:2]).upper() or "?"
    return f'<span class="face c{hashlib.sha256(known.encode()).digest()[0] % COLOURS}" aria-hidden="true">{text_of(letters)}</span>'


def answer_form(number: str, label: str) -> str:
    """A field and a button."""
    return (
        f'<form method="post" action="/inlagg/{number}/kommentar" class="write" enctype="multipart/form-data">'
        f'<label for="t{number}">{label}</label><textarea id="t{number}" name="text" rows="2"></textarea>'
        f'<details><summary>Lägg till en bild</summary><label for="b{number}">Bild (JPEG eller PNG, högst 1 MB)</label>'
        f'<input id="b{number}" type="file" name="bild" accept="image/jpeg,image/png">'
        f'<label for="a{number}">Vad bilden visar</label><input id="a{number}" name="alt" maxlength="500"></details>'
        '<button class="go">Publicera</button></form>'
    )


def own_forms(row: sqlite3.Row) -> str:
    """What an author may do with their own words."""
    number = public_id(row["seq"])
    return (
        f'<details><summary>Ändra</summary><form method="post" action="/inlagg/{number}/andra" class="write">'
        f'<label for="e{number}">Nya ord</label><textarea id="e{number}" name="text" rows="3">\n{text_of(unpack(row["text"]))}</textarea>'
        '<button class="go">Spara</button></form></details>'
        f'<form method="post" action="/inlagg/{number}/ta-bort"><button class="quiet">Ta bort</button></form>'
    )


def name_form(viewer: Viewer, back: str, error: str = "") -> str:
    """Pick a name; no account, no password."""
    wrong = f'<p class="error" id="fel">{escape(error)}</p>' if error else ""
    return (
        '<h1>Vad heter du här?</h1><p class="lead">Ett påhittat namn räcker. Det finns inget lösenord.</p>'
        f'<form method="post" action="/namn" class="card write"><input type="hidden" name="tillbaka" value="{escape(back)}">'
        f'<label for="namn">Namn</label>{wrong}<input id="namn" name="namn" value="{text_of(viewer.name)}" maxlength="80" autocomplete="off">'
        '<button class="go">Använd namnet</button></form>'
    )


def _name(row: sqlite3.Row) -> str:
    return unpack(row["author_name"])
