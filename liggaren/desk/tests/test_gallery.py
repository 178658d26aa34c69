"""The gallery shows every part; it is how the parts themselves are tested."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client

from liggaren.lib import state_words


@pytest.mark.django_db
def test_the_gallery_shows_every_state_word() -> None:
    text = Client().get("/galleri/").content.decode()
    for words in state_words.WORDS.values():
        for word in words.values():
            assert word in text, word


def test_a_missing_answer_is_told_as_what_to_write() -> None:
    class Form(forms.Form):
        name = forms.CharField(label="Kontots namn")
        medium = forms.ChoiceField(label="Socialt medium", choices=[("a", "A")])
        reason = forms.CharField(label="Skäl", error_messages={"required": "Skriv varför"})

    page = Template('{% load face %}{% errors form "x" %}{% field form.name %}{% field form.medium %}')
    text = page.render(Context({"form": Form({})}))
    assert text.count("Skriv kontots namn") == 2
    assert text.count("Välj socialt medium") == 2
    assert "Skriv varför" in text
    assert "fält" not in text


def test_a_number_typed_wrong_is_kept() -> None:
    class Form(forms.Form):
        hours = forms.IntegerField(label="Timmar")

    text = Template("{% load face %}{% field form.hours %}").render(
        Context({"form": Form({"hours": "många"})})
    )
    assert 'value="många"' in text
    assert 'type="text"' in text
    assert 'aria-describedby="id_hours-error"' in text
