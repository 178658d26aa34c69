"""How fast snapshots are set as PDF/A-2u: typst, which we use, beside WeasyPrint, in one run.

Run: python benchmarks/bench_pdf_speed.py [ENTRIES]. Every third post has a photo. Each engine works in a
process of its own, so that peak memory is its own too. typst also writes PDF/UA-1 tags; WeasyPrint is given
one volume of plain HTML and the one CSS line that its pictures need to pass PDF/A. Needs the dev
requirements and the book's fonts.
"""

from __future__ import annotations

import html
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

FLOOR_PAGES, FLOOR_RATIO, CEILING_MIB = 80, 6, 1300
STYLE = """
@page { size: A4; margin: 27mm 21mm 25mm 27mm; @bottom-right { content: counter(page); } }
* { image-rendering: crisp-edges; }
body { font: 10.5pt/1.4 P052, "Noto Sans"; hyphens: auto; }
h1 { font-size: 27pt; font-weight: 400; } h2 { font-size: 20pt; font-weight: 400; break-before: page; }
.entry { margin: 0 0 5.5mm 29mm; } .entry .when { float: left; margin-left: -29mm; width: 21mm; text-align:
right; } .small { font: 7.5pt "Noto Sans"; color: #5f5f5f; } .thread { border-left: 3px double #8fb3a8; }
a { color: #0b5345; overflow-wrap: anywhere; } blockquote { border-left: 1px solid #bebebe; margin: 2mm 0 0
2mm; }
"""


def main(entries: int) -> int:
    """Measure both, print a table; exit code 1 under the floors."""
    typst, weasy = (_child(engine, entries) for engine in ("typst", "weasyprint"))
    print(f"{entries} inlägg och kommentarer, samma innehåll, samma körning\n")
    print(f"{'':12}{'sidor':>8}{'s':>8}{'cpu-s':>8}{'sidor/s':>9}{'sidor/cpu-s':>13}{'MiB':>7}{'MB fil':>8}")
    for name, one in (("typst", typst), ("WeasyPrint", weasy)):
        print(
            f"{name:12}{one['pages']:8}{one['seconds']:8.1f}{one['cpu']:8.1f}{_rate(one, 'seconds'):9.0f}"
            f"{_rate(one, 'cpu'):13.0f}{one['mib']:7}{one['bytes'] / 1e6:8.1f}"
        )
    wall, ratio = (weasy[unit] / typst[unit] for unit in ("seconds", "cpu"))
    print(
        f"\nSamma innehåll: WeasyPrint tar {ratio:.1f} gånger så mycket processortid ({wall:.1f} på klockan)."
    )
    # Processor time decides: other work on the machine must not.
    fast = max(_rate(typst, "seconds"), _rate(typst, "cpu")) >= FLOOR_PAGES
    return 0 if fast and ratio >= FLOOR_RATIO and typst["mib"] <= CEILING_MIB else 1


def _rate(one: dict[str, Any], unit: str) -> float:
    return float(one["pages"] / one[unit])


def _child(engine: str, entries: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, str(entries), engine], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(engine: str, entries: int) -> dict[str, Any]:
    """Seconds, pages, bytes and peak memory (own and its children's, whichever is larger) of one engine."""
    from liggaren.archive import factories

    document = factories.document(entries // 4, pictures=True)
    for picture in document.pictures:
        picture.read()  # the platform's pictures are there beforehand
    before = sum(one.ru_utime + one.ru_stime for one in _usage())
    begun = time.perf_counter()
    pages, size = _typst(document) if engine == "typst" else _weasyprint(document)
    seconds = time.perf_counter() - begun
    used = _usage()
    cpu = sum(one.ru_utime + one.ru_stime for one in used) - before
    peak = max(one.ru_maxrss for one in used) // 1024
    return {"seconds": seconds, "cpu": cpu, "pages": pages, "bytes": size, "mib": peak}


def _usage() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _typst(document: Any) -> tuple[int, int]:
    from liggaren.archive import pdf

    made = [(one.pages, len(one.data)) for one in pdf.make(document)]
    return sum(pages for pages, _ in made), sum(size for _, size in made)


def _weasyprint(document: Any) -> tuple[int, int]:
    from weasyprint import HTML

    with tempfile.TemporaryDirectory() as folder:
        page = HTML(string=_page(document, Path(folder)), base_url=folder + "/")
        rendered = page.render(pdf_variant="pdf/a-2u")
        return len(rendered.pages), len(rendered.write_pdf(pdf_variant="pdf/a-2u"))


def _page(document: Any, folder: Path) -> str:
    """The same months, rows, words and pictures as typst is given, as HTML."""
    from liggaren.archive import layout
    from liggaren.archive.fonts import font_set
    from liggaren.archive.placing import Place
    from liggaren.archive.typesetting import Typesetter

    whole = layout.volumes(document, size=10**9)[0]
    data: Any = layout.page_data(document, whole, Typesetter(font_set()), Place(folder))
    out = [f"<!doctype html><html lang=sv><meta charset=utf-8><title>{html.escape(data['title'])}</title>"]
    out.append(f"<style>{STYLE}</style><h1>{_runs(data['account'])}</h1>")
    out += [f"<p>{label}: {_runs(value)}" for label, value in data["facts"]]
    for month in data["months"]:
        out.append(f"<h2>{month['name']}</h2>")
        for thread in month["threads"]:
            out.append("<div class=thread>" + "".join(_row(row) for row in thread["rows"]) + "</div><hr>")
    return "".join(out)


def _row(row: Any) -> str:
    author = row["author"]
    parts = [f"<div class=when>{row['day']}<br>{row['time']}</div>"]
    parts.append(f"<b>{_runs(author['name'])}</b> <span class=small>{_runs(author['handle'])}</span>")
    if "removed" in row:
        parts.append(
            f"<blockquote>{row['removed']['title']}<br>{'. '.join(row['removed']['ground'])}</blockquote>"
        )
    else:
        parts.append(_body(row["body"]))
        parts += [_picture(one) for one in row["pictures"]]
        parts += [f"<blockquote>{_body(old['body'])}</blockquote>" for old in row["earlier"]]
        parts += [f"<p>{_runs([row['link']])}</p>"] if row["link"] else []
    return f"<div class=entry>{''.join(parts)}<p class=small>{html.escape(row['times'])}</p></div>"


def _picture(one: Any) -> str:
    shown = f'<img src="{one["path"]}" alt="{html.escape(one["alt"])}" style="width:{one["share"]:.0%}">'
    return f"<p>{shown}<br><span class=small>{_runs(one['words'])}</span></p>"


def _body(paragraphs: Any) -> str:
    return "".join(
        f"<p dir={'rtl' if one['r'] else 'ltr'}>{'<br>'.join(map(_runs, one['l']))}</p>" for one in paragraphs
    )


def _runs(runs: Any) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Any) -> str:
    if isinstance(run, str):
        return html.escape(run)
    if "u" in run:
        return f'<a href="{html.escape(run["u"])}">{html.escape(run["s"])}</a>'
    return html.escape(run.get("s") or f"[{run['m']}]")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[2], count)))
    else:
        sys.exit(main(count))
