import pytest

from liggaren.register.rules import lacks, looks_personal

DOMAINS = ["exempelkoping.example"]


@pytest.mark.clause("C2.3")
@pytest.mark.parametrize(
    "email",
    ["anna.andersson@exempelkoping.example", "Anna.Berg-Lund@Exempelkoping.example",
     "åsa.öberg@skola.exempelkoping.example", "anna.maria.berg@exempelkoping.example",
     "anna.andersson+facebook@exempelkoping.example"],
)  # fmt: skip
def test_a_persons_own_municipal_address_is_told_apart(email: str) -> None:
    assert looks_personal(email, domains=DOMAINS)


@pytest.mark.clause("C2.3")
@pytest.mark.parametrize(
    "email",
    [
     "bluesky.vagen@exempelkoping.example", "badhuset@exempelkoping.example",
     "info.bad@exempelkoping.example", "reception.vagen@exempelkoping.example",
     "konto17@exempelkoping.example",
     "anna.andersson@annan.example",
     "kultur.vagen@exempelkoping.example"],
)  # fmt: skip
def test_a_functions_address_is_accepted(email: str) -> None:
    assert not looks_personal(email, domains=DOMAINS, own_words=["Badhuset Vågen"])


def test_a_known_persons_address_is_personal_wherever_it_is() -> None:
    assert looks_personal("anna@brev.example", domains=DOMAINS, known=["Anna@brev.example"])


def test_an_account_with_everything_lacks_nothing() -> None:
    assert not lacks(
        approved=True,
        administrators=2,
        profiles=2,
        email="a@b.example",
        deposited=True,
        page="x",
        connected=True,
    )


def test_an_account_with_nothing_lacks_seven_things_most_urgent_first() -> None:
    found = lacks(
        approved=False, administrators=1, profiles=0, email="", deposited=False, page="", connected=False
    )
    assert [lack.days for lack in found] == sorted(lack.days for lack in found)
    assert len(found) == 7
