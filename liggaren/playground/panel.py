"""The switch panel: how the page misbehaves, how to connect to it, and what has reached it."""

# ruff: noqa: E501  (markup and prose are read whole)

from __future__ import annotations

import sqlite3
from html import escape

from liggaren.playground.html import when
from liggaren.playground.journal import Line
from liggaren.playground.pages import PROFILE_NAMES
from liggaren.playground.switches import SWITCHES

ACTS = {
    "publish": "Publicera",
    "reply": "Svara",
    "hide": "Dölja",
    "unhide": "Visa igen",
    "delete": "Ta bort",
    "approve": "Godkänna",
    "reject": "Avvisa",
    "edit": "Ändra",
}


def panel(page: sqlite3.Row, on: dict[str, str], token: str, origin: str, lines: list[Line]) -> str:
    """The whole panel for one page."""
    return (
        f'<h1>Reglage för {escape(page["name"])}</h1><p class="lead">{_state(on)}</p>'
        f"{_profile(page)}{_switches(page, on)}{_facts(page, token, origin)}{_journal(lines)}"
        f'<p><a href="/sidor/{escape(page["id"])}">Till sidan</a></p>'
    )


def _state(on: dict[str, str]) -> str:
    if not on:
        return "Sidan uppför sig som den ska."
    return "Just nu: " + ", ".join(SWITCHES[name][0].lower() for name in on) + "."


def _switches(page: sqlite3.Row, on: dict[str, str]) -> str:
    rows = "".join(_switch(page["id"], name, name in on) for name in SWITCHES)
    return f'<section class="card"><h2>Hur API:et uppför sig</h2><ul class="plain rows">{rows}</ul></section>'


def _switch(page_id: str, name: str, is_on: bool) -> str:
    label, meaning, _ = SWITCHES[name]
    word, value, looks = ("Slå av", "av", "go") if is_on else ("Slå på", "pa", "quiet")
    state = '<span class="badge">på</span>' if is_on else ""
    return (
        f'<li><div><strong>{label}</strong> {state}<p class="dim">{meaning}</p></div>'
        f'<form method="post" action="/sidor/{escape(page_id)}/reglage">'
        f'<input type="hidden" name="reglage" value="{name}"><input type="hidden" name="lage" value="{value}">'
        f'<button class="{looks}" aria-label="{word}: {label}">{word}</button></form></li>'
    )


def _profile(page: sqlite3.Row) -> str:
    choices = "".join(
        f'<label class="pick"><input type="radio" name="profil" value="{key}"'
        f"{' checked' if key == page['profile'] else ''}> {words}</label>"
        for key, words in PROFILE_NAMES.items()
    )
    holds = " checked" if page["holds_comments"] else ""
    return (
        '<section class="card"><h2>Vad sidans ägare får göra med andras kommentarer</h2>'
        f'<form method="post" action="/sidor/{escape(page["id"])}/profil" class="write">'
        f"<fieldset><legend>Befogenheter</legend>{choices}</fieldset>"
        f'<label class="pick"><input type="checkbox" name="haller" value="1"{holds}> Nya kommentarer väntar på godkännande</label>'
        '<button class="go">Spara</button></form></section>'
    )


def _facts(page: sqlite3.Row, token: str, origin: str) -> str:
    return (
        '<section class="card"><h2>Så ansluter du</h2><dl>'
        f"<dt>Adress</dt><dd><code>{escape(origin)}</code></dd>"
        f"<dt>Sidans id</dt><dd><code>{escape(page['id'])}</code></dd>"
        f"<dt>Nyckel</dt><dd><code>{escape(token)}</code></dd></dl></section>"
    )


def _journal(lines: list[Line]) -> str:
    rows = "".join(
        f"<tr><td>{when(line.at)}</td><td>{ACTS.get(line.act, line.act)}</td><td>{escape(line.item_id) or '–'}</td>"
        f"<td>{'ja' if line.performed else 'nej'}</td><td>{line.status or 'inget'}</td></tr>"
        for line in reversed(lines[-20:])
    )
    if not rows:
        return '<section class="card"><h2>Vad som har begärts</h2><p>Inget har begärts än.</p></section>'
    return (
        f'<section class="card"><h2>Vad som har begärts</h2><p class="dim">{len(lines)} i allt, de senaste först.</p>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Vad som har begärts"><table><thead><tr><th>När</th><th>Vad</th>'
        f"<th>Inlägg</th><th>Gjort</th><th>Svar</th></tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
