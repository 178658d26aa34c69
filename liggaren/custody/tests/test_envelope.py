import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.custody import envelope

KEY = (1, b"k" * 32)
PLACE = envelope.Place("custody_deposit", "row-1", "sealed", 1)


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_in_its_place(secret: bytes) -> None:
    assert envelope.open_(envelope.seal(secret, PLACE, KEY), PLACE, dict([KEY])) == secret


@pytest.mark.clause("C2.4")
@pytest.mark.parametrize(
    "change", [{"table": "other"}, {"row": "row-2"}, {"field": "title"}, {"version": 2}, {"version": 0}]
)
def test_an_envelope_moved_or_rolled_back_does_not_open(change: dict[str, object]) -> None:
    sealed = envelope.seal(b"hemligt", PLACE, KEY)
    with pytest.raises(envelope.WillNotOpen):
        envelope.open_(sealed, dataclasses.replace(PLACE, **change), dict([KEY]))


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    sealed = bytearray(envelope.seal(b"hemligt", PLACE, KEY))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(envelope.WillNotOpen):
        envelope.open_(bytes(sealed), PLACE, dict([KEY]))


@given(st.binary(max_size=120))
def test_noise_is_no_envelope(noise: bytes) -> None:
    with pytest.raises(envelope.WillNotOpen):
        envelope.open_(noise, PLACE, dict([KEY]))


def test_another_key_does_not_open() -> None:
    sealed = envelope.seal(b"hemligt", PLACE, KEY)
    with pytest.raises(envelope.WillNotOpen):
        envelope.open_(sealed, PLACE, {1: b"x" * 32})
    with pytest.raises(envelope.WillNotOpen):
        envelope.open_(sealed, PLACE, {2: b"k" * 32})
