"""The gallery shows every part; it is how the parts themselves are tested."""

from __future__ import annotations

import pytest
from django.test import Client

from liggaren.lib import state_words


@pytest.mark.django_db
def test_the_gallery_shows_every_state_word() -> None:
    text = Client().get("/galleri/").content.decode()
    for words in state_words.WORDS.values():
        for word in words.values():
            assert word in text, word
