import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.register.addresses import BadAddress, address_key, tidy

SAME = [
    ("https://www.facebook.com/Badhuset", "facebook.com/badhuset"),
    ("http://facebook.com/badhuset/", "facebook.com/badhuset"),
    ("fb.com/badhuset", "facebook.com/badhuset"),
    ("m.facebook.com/badhuset?ref=bookmarks", "facebook.com/badhuset"),
    ("sv-se.facebook.com/badhuset#om", "facebook.com/badhuset"),
    ("https://www.facebook.com/pg/badhuset/", "facebook.com/badhuset"),
    ("https://facebook.com/pages/Badhuset/123", "facebook.com/123"),
    ("https://www.facebook.com/profile.php?id=77&sk=about", "facebook.com/profile.php?id=77"),
    ("twitter.com/Kommunen", "x.com/kommunen"),
    ("https://mobile.twitter.com/@kommunen?s=20", "x.com/kommunen"),
    ("  <https://X.com/kommunen>  ", "x.com/kommunen"),
    ("@badhuset@social.exempelkoping.example", "social.exempelkoping.example/@badhuset"),
    ("https://social.exempelkoping.example/@badhuset", "social.exempelkoping.example/@badhuset"),
    ("https://blogg.exempelköping.example/", "blogg.xn--exempelkping-cjb.example"),
    ("https://BLOGG.XN--EXEMPELKPING-CJB.example", "blogg.xn--exempelkping-cjb.example"),
    ("https://blogg.example:443//om//index.php", "blogg.example/om"),
    ("http://127.0.0.1:8500/@vagen", "127.0.0.1:8500/@vagen"),
    ("https://youtube.com/@Kulturskolan?si=abc", "youtube.com/@kulturskolan"),
    ("https://blogg.example/?p=7&utm_source=brev", "blogg.example?p=7"),
    ("https://blogg.example/b%C3%A5t", "blogg.example/båt"),
    ("https://blogg.example/ba\u030at", "blogg.example/båt"),
    ("https://insta\u200bgram.com/vagen", "instagram.com/vagen"),
]


@pytest.mark.parametrize(("typed", "key"), SAME)
def test_spellings_of_one_address_are_levelled(typed: str, key: str) -> None:
    assert address_key(typed) == key


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "badhuset", "ftp://a.example", "javascript:alert(1)", "http://", "https://a.example:99999",
     "https://[", "@badhuset", "https://a..example", "mailto:a@b.example", "https://a.example/" + "x" * 600],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address_key(typed)
    assert "webbadress" in refused.value.message


@given(st.text(max_size=80))
def test_any_text_either_has_one_key_or_is_refused(text: str) -> None:
    try:
        key = address_key(text)
    except BadAddress:
        return
    assert key and not any(sign.isspace() for sign in key.split("/")[0])


@given(st.sampled_from([typed for typed, _ in SAME]))
def test_a_tidied_address_keeps_its_key(typed: str) -> None:
    assert address_key(tidy(typed)) == address_key(typed)
