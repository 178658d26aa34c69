"""The citizens' pages: read, comment, edit, delete, pick a name; and each page's switch panel."""

# ruff: noqa: E501  (markup and prose are read whole)

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from liggaren.playground import html, items, journal, pages, panel, switches, uploads
from liggaren.playground.admin_calls import from_here
from liggaren.playground.citizens import citizen
from liggaren.playground.errors import ApiError
from liggaren.playground.store import Store, unpack

COOKIE = "invanare"
POSTS_ON_A_PAGE = 10
STYLE = Path(__file__).with_name("style.css")


def routes() -> list[BaseRoute]:
    """Every address a citizen can open."""
    return [
        Route("/", front),
        Route("/stil.css", lambda request: FileResponse(STYLE, media_type="text/css")),
        Route("/bild/{name}.svg", image),
        Route("/bild/{name}", kept_picture),
        Route("/namn", pick_name, methods=["GET", "POST"]),
        Route("/sidor/{page}", flow),
        Route("/sidor/{page}/inlagg/{item}", thread),
        Route("/sidor/{page}/reglage", panel_view, methods=["GET", "POST"]),
        Route("/sidor/{page}/profil", profile_view, methods=["POST"]),
        Route("/inlagg/{item}/kommentar", comment, methods=["POST"]),
        Route("/inlagg/{item}/andra", edit, methods=["POST"]),
        Route("/inlagg/{item}/ta-bort", delete, methods=["POST"]),
    ]


def front(request: Request) -> Response:
    """All pages."""
    rows = _store(request).rows("SELECT * FROM page ORDER BY name")
    return _page(request, "Sidor", html.page_list(rows))


def flow(request: Request) -> Response:
    """A page's posts, newest first, each with its latest threads."""
    store, viewer = _store(request), _viewer(request)
    page = _page_row(request)
    if page is None:
        return problem(request, 404)
    before = request.query_params.get("fore", "")
    rows = store.rows(
        "SELECT * FROM item WHERE page_id = ? AND kind = 'post' AND deleted_at IS NULL AND created_at < ?"
        " ORDER BY created_at DESC, seq DESC LIMIT ?",
        *(page["id"], before or "9999", POSTS_ON_A_PAGE + 1),
    )
    body = html.page_head(page)
    for row in rows[:POSTS_ON_A_PAGE]:
        body += html.post(row, _comments(store, row, viewer), viewer, shown=20)
    if len(rows) > POSTS_ON_A_PAGE:
        body += f'<p><a href="?fore={rows[POSTS_ON_A_PAGE - 1]["created_at"]}">Äldre inlägg</a></p>'
    if not rows:
        body += '<p class="card">Sidan har inga inlägg än.</p>'
    return _page(request, page["name"], body)


def thread(request: Request) -> Response:
    """One post with all its comments."""
    store, viewer = _store(request), _viewer(request)
    page = _page_row(request)
    row = _item(request)
    if page is None or row is None or row["kind"] != "post" or row["page_id"] != page["id"]:
        return problem(request, 404)
    body = html.page_head(page) + html.post(row, _comments(store, row, viewer), viewer)
    return _page(request, page["name"], body)


def _comments(store: Store, post: sqlite3.Row, viewer: html.Viewer) -> list[sqlite3.Row]:
    """What this viewer sees: hidden and held ones only for their author."""
    return store.rows(
        "SELECT * FROM item WHERE root = ? AND deleted_at IS NULL AND ((hidden = 0 AND held = 0) OR author_id = ?)"
        " ORDER BY seq",
        *(post["seq"], viewer.id or "-"),
    )


async def comment(request: Request) -> Response:
    """Write under a post or a comment; first a name."""
    viewer, form = _viewer(request), await request.form()
    parent = _item(request)
    if parent is None:
        return problem(request, 404)
    if not viewer.name:
        return RedirectResponse(f"/namn?tillbaka={_post_path(parent)}", 303)
    store = _store(request)
    who = citizen(store, viewer.name, citizen_id=viewer.id)
    page = pages.page_of(store, parent["page_id"])
    try:
        picture = await _picture(form)
        row = items.add_comment(
            store, page, parent, _lines(form.get("text")), citizen=who,
            picture=uploads.keep(store, picture) if picture else "",
            alt=str(form.get("alt") or "")[: uploads.LONGEST_ALT],
        )  # fmt: skip
    except ApiError as refused:
        return problem(request, 415 if refused.code == "bad_picture" else 422)
    return _to(row)


async def _picture(form: FormData) -> bytes:
    """The uploaded file's bytes, never many more than may be kept; empty when none was chosen."""
    sent = form.get("bild")
    if not isinstance(sent, UploadFile):
        return b""
    try:
        return await sent.read(uploads.LARGEST + 1)
    finally:
        await sent.close()


async def edit(request: Request) -> Response:
    """New words for one's own comment."""
    form = await request.form()
    row = _own(request)
    if row is None:
        return problem(request, 404)
    try:
        items.edit(_store(request), row, _lines(form.get("text")))
    except ApiError:
        return problem(request, 422)
    return _to(row)


async def delete(request: Request) -> Response:
    """One's own comment, gone."""
    row = _own(request)
    if row is None:
        return problem(request, 404)
    items.delete(_store(request), row)
    return RedirectResponse(_post_path(row), 303)


async def pick_name(request: Request) -> Response:
    """Choose what to be called; remembered in a cookie."""
    viewer = _viewer(request)
    if request.method == "GET":
        back = _inside(request.query_params.get("tillbaka", "/"))
        return _page(request, "Välj ett namn", html.name_form(viewer, back))
    form = await request.form()
    name, back = str(form.get("namn") or "").strip()[:80], _inside(str(form.get("tillbaka") or "/"))
    if not name:
        body = html.name_form(viewer, back, "Skriv ett namn, till exempel Kim.")
        return _page(request, "Välj ett namn", body, status=422)
    known = viewer.id or f"m{secrets.token_hex(6)}"
    citizen(_store(request), name, citizen_id=known)
    answer = RedirectResponse(back, 303)
    answer.set_cookie(COOKIE, known, max_age=31_536_000, httponly=True, samesite="lax")
    return answer


async def panel_view(request: Request) -> Response:
    """The switches, how to connect, and the journal."""
    page, store = _page_row(request), _store(request)
    if page is None or not from_here(request):
        return problem(request, 404)
    if request.method == "POST":
        form = await request.form()
        value = "" if form.get("lage") == "pa" else None
        try:
            switches.set_switch(store, page["id"], str(form.get("reglage")), value)
        except ApiError:
            return problem(request, 422)
        return RedirectResponse(request.url.path, 303)
    body = panel.panel(
        page,
        switches.switches(store, page["id"]),
        pages.token_of(store, page["id"]),
        str(request.base_url).rstrip("/"),
        journal.lines(store, page_id=page["id"]),
    )
    return _page(request, "Reglage", body)


async def profile_view(request: Request) -> Response:
    """Which powers the page's owner has."""
    page, form = _page_row(request), await request.form()
    profile = str(form.get("profil"))
    if page is None or not from_here(request):
        return problem(request, 404)
    if profile not in pages.PROFILES:
        return problem(request, 422)
    kept = {key: page[key] for key in ("description", "followers")}
    holds = bool(form.get("haller"))
    pages.add_page(_store(request), page["id"], page["name"], profile=profile, holds_comments=holds, **kept)
    return RedirectResponse(f"/sidor/{page['id']}/reglage", 303)


def image(request: Request) -> Response:
    """A drawn picture whose colours follow its name."""
    hue = sum(request.path_params["name"].encode()) * 37 % 360
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">'
        f'<rect width="320" height="180" fill="hsl({hue} 45% 78%)"/><circle cx="250" cy="48" r="24" fill="hsl({hue + 40} 80% 88%)"/>'
        f'<path d="M0 120 Q80 80 160 118 T320 108 V180 H0Z" fill="hsl({hue} 40% 55%)"/>'
        f'<path d="M0 146 Q90 118 180 142 T320 138 V180 H0Z" fill="hsl({hue} 42% 40%)"/></svg>'
    )
    return Response(drawing, media_type="image/svg+xml")


def kept_picture(request: Request) -> Response:
    """A picture as it was uploaded, deleted items' too as long as somebody has the address."""
    row = uploads.find(_store(request), request.path_params["name"])
    if row is None:
        return problem(request, 404)
    return Response(row["data"], media_type=row["kind"], headers={"X-Content-Type-Options": "nosniff"})


def problem(request: Request, status: int) -> Response:
    """A page that says what is wrong, in words."""
    words = {
        404: ("Det finns inget här", "Sidan eller inlägget finns inte, eller är borttaget."),
        415: (
            "Bilden gick inte att ta emot",
            "Den ska vara JPEG eller PNG och högst 1 MB. Gå tillbaka och välj en annan.",
        ),
        422: ("Det gick inte", "Texten är för lång eller valet finns inte. Gå tillbaka och försök igen."),
    }
    title, more = words.get(status, ("Det gick inte", "Något blev fel. Gå tillbaka och försök igen."))
    body = f'<h1>{title}</h1><p class="lead">{more}</p><p><a href="/">Till alla sidor</a></p>'
    return _page(request, title, body, status=status)


def _page(request: Request, title: str, body: str, *, status: int = 200) -> Response:
    answer = HTMLResponse(html.whole(title, body, _viewer(request)), status)
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _viewer(request: Request) -> html.Viewer:
    known = request.cookies.get(COOKIE, "")
    row = _store(request).row("SELECT * FROM citizen WHERE id = ?", known) if known else None
    return html.Viewer(row["id"], unpack(row["name"])) if row else html.Viewer()


def _page_row(request: Request) -> sqlite3.Row | None:
    return _store(request).row("SELECT * FROM page WHERE id = ?", request.path_params["page"])


def _item(request: Request) -> sqlite3.Row | None:
    try:
        return items.live(_store(request), request.path_params["item"])
    except ApiError:
        return None


def _own(request: Request) -> sqlite3.Row | None:
    row, viewer = _item(request), _viewer(request)
    return row if row is not None and viewer.id and row["author_id"] == viewer.id else None


def _lines(value: object) -> str:
    return str(value or "").replace("\r\n", "\n")


def _inside(path: str) -> str:
    """Only paths of our own: never another site's."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _post_path(row: sqlite3.Row) -> str:
    return f"/sidor/{row['page_id']}/inlagg/{items.public_id(row['root'] or row['seq'])}"


def _to(row: sqlite3.Row) -> Response:
    return RedirectResponse(f"{_post_path(row)}#k{items.public_id(row['seq'])}", 303)
