import pytest

from liggaren.people.factories import cast
from liggaren.register import factories, services
from liggaren.register.public import Answer, directory, is_official, watch_words

pytestmark = pytest.mark.django_db


@pytest.mark.clause("G1.2")
def test_the_directory_lists_open_accounts_by_administration_and_leaves_out_planned_and_internal_ones() -> (
    None
):
    who = cast()
    factories.started(who)
    factories.adopted(who, name="Ängsbadet", address="https://lekplatsen.example/@angsbadet")
    factories.adopted(who, name="Internt", address="https://lekplatsen.example/@internt", is_internal=True)
    factories.planned(who, name="Kommande", address="https://lekplatsen.example/@kommande")
    found = directory()
    assert [name for name, _ in found.groups] == ["Kultur- och fritidsförvaltningen"]
    assert [account.name for account in found.groups[0][1]] == ["Badhuset Vågen", "Ängsbadet"]
    assert found.count == 2
    first, second = found.groups[0][1]
    assert first.watch == "vardagar 08.00–17.00" and first.in_order
    assert second.watch == "" and not second.in_order


@pytest.mark.clause("G1.2")
def test_the_directory_shows_an_account_at_once_when_it_starts() -> None:
    who = cast()
    account = factories.planned(who)
    assert directory().count == 0
    factories.approve(who, account)
    services.start(account=account, by=who.anna)
    assert directory().count == 1


@pytest.mark.clause("G1.2")
@pytest.mark.parametrize(
    ("pasted", "answer"),
    [
        ("facebook.com/badhusetvagen", Answer.YES),
        ("HTTPS://M.FB.COM/BadhusetVagen/?fbclid=1", Answer.YES),
        ("facebook.com/badhusetvägen", Answer.ALIKE),
        ("facebook.com/badhuset-vagen", Answer.ALIKE),
        ("facebook.com/badhusetvag3n", Answer.ALIKE),
        ("instagram.com/badhusetvagen", Answer.ALIKE),
        ("facebook.com/helt.annat", Answer.NO),
        ("en gata i staden", Answer.UNREADABLE),
        ("", Answer.UNREADABLE),
        ("\x00\ud800", Answer.UNREADABLE),
    ],
)
def test_a_pasted_address_is_answered(pasted: str, answer: Answer) -> None:
    factories.started(cast(), platform="facebook", address="https://www.facebook.com/badhusetvagen")
    found = is_official(pasted)
    assert found.answer == answer
    assert found.title and found.text


def test_a_planned_account_is_not_official_yet() -> None:
    factories.planned(cast(), platform="facebook", address="facebook.com/kommande")
    assert is_official("facebook.com/kommande").answer == Answer.NO


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([0, 1, 2, 3, 4, 5, 6], "alla dagar 08.00–17.00"),
        ([0, 1, 2, 3, 4], "vardagar 08.00–17.00"),
        ([0, 1, 2, 3, 4, 5], "måndag till lördag 08.00–17.00"),
        ([1, 4], "tisdagar och fredagar 08.00–17.00"),
        ([2], "onsdagar 08.00–17.00"),
        ([], ""),
    ],
)
def test_a_watch_schedule_reads_as_words(days: list[int], words: str) -> None:
    assert watch_words({"days": days, "from": "08.00", "to": "17.00"}) == words
