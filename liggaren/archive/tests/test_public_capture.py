from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liggaren.archive import public_capture, validator
from liggaren.archive.public_capture import Page, PublicItem, Site
from liggaren.ledger import verify

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SITE = Site("Bygga om stan", "https://bygga.example/", "Blogg")


def item(number: int, parent: str = "") -> PublicItem:
    return PublicItem(
        native_id=f"n{number}", kind="comment" if parent else "post", text=f"Text {number} <script>",
        author="Åsa", slice=f'{{"id":"n{number}"}}'.encode(), position=number, parent_native_id=parent,
        address=f"https://bygga.example/{number}", claimed_at=NOW - timedelta(days=number),
    )  # fmt: skip


def page(*items: PublicItem, broken: bool = False) -> Page:
    def read() -> Sequence[PublicItem]:
        if broken:
            raise ValueError("secret text")
        return items

    return Page(b"<rss/>", "https://bygga.example/feed", "posts", 200, "feed-1", NOW, read)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    valid = validator.Validation("valid")
    monkeypatch.setattr(validator, "validate_all", lambda paths, *_: [valid for _ in paths])


def capture(out: Path, *pages: Page) -> public_capture.Outcome:
    return public_capture.capture_public(site=SITE, pages=iter(pages), out=out, now=lambda: NOW)


def test_a_folder_holds_pdf_raw_items_proof_key_and_what_the_key_does_not_prove(tmp_path: Path) -> None:
    outcome = capture(tmp_path / "ut", page(item(1), item(2, "n1")), page(item(1), item(3)))
    assert (outcome.posts, outcome.comments, outcome.pages, outcome.unreadable) == (2, 1, 2, 0)
    assert outcome.checkpoint_size == 5
    names = sorted(path.name for path in (tmp_path / "ut").iterdir())
    assert [name for name in names if not name.startswith("evidence-")] == [
        "LÄS MIG.txt", "items", "log.pub", "snapshot.pdf",
    ]  # fmt: skip
    assert (tmp_path / "ut" / "items" / "000001.json").read_bytes() == b'{"id":"n1"}'
    assert "inte vem som fångade" in (tmp_path / "ut" / "LÄS MIG.txt").read_text()


def test_its_evidence_holds_with_its_own_key_only(tmp_path: Path) -> None:
    capture(tmp_path, page(item(1)))
    (proof,) = tmp_path.glob("evidence-*.zip")
    assert verify.verify_files([proof], (tmp_path / "log.pub").read_text()).outcome == "holds"
    assert verify.verify_files([proof], None).outcome == "whole_not_confirmed"
    capture(tmp_path / "annan", page(item(1)))
    assert verify.verify_files([proof], (tmp_path / "annan" / "log.pub").read_text()).outcome == "fails"


def test_a_page_that_cannot_be_read_is_sealed_all_the_same(tmp_path: Path) -> None:
    outcome = capture(tmp_path, page(broken=True), page(item(1)))
    assert (outcome.unreadable, outcome.posts, outcome.checkpoint_size) == (1, 1, 3)


def test_a_page_is_sealed_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = public_capture._seal_page
    monkeypatch.setattr(public_capture, "_seal_page", lambda log, p: seen.append("seal") or real(log, p))
    one = page(item(1))
    told = Page(one.body, one.url, one.kind, 200, one.blanking, NOW, lambda: seen.append("read") or [item(1)])
    capture(tmp_path, told)
    assert seen == ["seal", "read"]


def test_an_empty_address_still_gives_a_whole_folder(tmp_path: Path) -> None:
    assert capture(tmp_path, page()).posts == 0
    assert (tmp_path / "snapshot.pdf").is_file()


def test_more_than_five_thousand_items_make_several_evidence_files(tmp_path: Path) -> None:
    outcome = capture(tmp_path, page(*(item(number) for number in range(5_050))))
    proofs = sorted(tmp_path.glob("evidence-*.zip"))
    assert len(proofs) == 2
    assert verify.verify_files(proofs, (tmp_path / "log.pub").read_text()).outcome == "holds"
    assert len([name for name in outcome.files if name.endswith(".pdf")]) == 6
