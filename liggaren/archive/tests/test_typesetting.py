from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.archive import ordering
from liggaren.archive.fonts import embedded, font_set
from liggaren.archive.typesetting import BREAK, Typesetter, clusters, is_rtl, name_of, with_breaks

ANY = st.text(st.characters(exclude_categories=()), max_size=80)


def shown(runs: list[object]) -> str:
    """What the runs hold, a named sign standing as its code point again."""
    out = ""
    for run in runs:
        if isinstance(run, str):
            out += run
        elif isinstance(run, dict):
            out += chr(int(run["m"].split()[0][2:], 16)) if "m" in run else run["s"]
    return out.replace(BREAK, "")


@given(ANY)
@settings(deadline=None)
def test_no_sign_is_lost_between_text_and_page(text: str) -> None:
    line = Typesetter(font_set()).line(text)
    if "http" not in text:
        plain = "".join(
            " " if sign in "\n\r\v\f\x85\u2028\u2029" else sign for sign in text.replace("\r\n", "\n")
        )
        assert shown(list(line)) == plain.replace(BREAK, "")


@given(ANY)
def test_clusters_are_the_text_in_order(text: str) -> None:
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize("whole", ["👨‍👩‍👧‍👦", "👍🏽", "🇸🇪", "e\u0301", "🏊🏽‍♀️"])
def test_what_is_one_sign_to_a_reader_is_one_cluster(whole: str) -> None:
    assert list(clusters(whole)) == [whole]


def test_a_named_sign_says_what_it_is() -> None:
    assert name_of("\ue000") == "U+E000 PRIVATE USE"
    assert name_of("\ud800") == "U+D800 LONE SURROGATE"
    assert name_of("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"


def test_direction_follows_the_first_letter_that_has_one() -> None:
    assert is_rtl("12 שלום Hej")
    assert not is_rtl("12 Hej שלום")
    assert not is_rtl("12 …")


def test_long_words_and_addresses_can_break_and_lose_nothing() -> None:
    word = with_breaks("https://exempel.example/" + "a" * 100)
    assert max(len(part) for part in word.split(BREAK)) <= 24
    assert word.replace(BREAK, "") == "https://exempel.example/" + "a" * 100


def test_without_fonts_only_what_the_embedded_one_holds_is_printed() -> None:
    setter = Typesetter(embedded())
    assert setter.line("Räksmörgås") == ["Räksmörgås"]
    assert setter.line("王") == [{"m": "U+738B CJK UNIFIED IDEOGRAPH-738B"}]


def test_a_thread_is_a_post_with_its_answers_in_order_and_a_circle_is_cut() -> None:
    rows = [("p", None), ("a", "p"), ("b", "p"), ("aa", "a"), ("lost", "nobody"), ("x", "y"), ("y", "x")]
    found = ordering.place(rows)
    assert [[(one.key, one.depth) for one in thread] for thread in found] == [
        [("p", 0), ("a", 1), ("aa", 2), ("b", 1)],
        [("lost", 0)],
        [("x", 0), ("y", 1)],
    ]


def test_ten_thousand_answers_in_a_row_need_no_deep_stack() -> None:
    rows = [(0, None), *((n, n - 1) for n in range(1, 10_000))]
    (thread,) = ordering.place(rows)
    assert (len(thread), thread[-1].depth) == (10_000, 9_999)
