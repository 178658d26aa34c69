import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from liggaren.notices import queries, services
from liggaren.people.factories import user

pytestmark = pytest.mark.django_db


def test_a_notice_is_a_row_and_a_queued_mail() -> None:
    anna = user("Anna")
    notice = services.tell(user=anna, subject="Något\nväntar", body="Läs mer.", link="/planer/1/")
    assert notice.subject == "Något väntar"
    job = ProcrastinateJob.objects.get(task_name="notices.send_mail")
    assert job.args == {"notice_id": notice.pk}
    assert list(queries.unread(anna)) == [notice]


def test_a_mail_is_sent_once_with_the_link(settings: object) -> None:
    anna = user("Anna")
    notice = services.tell(user=anna, subject="Väntar", body="Läs mer.", link="/planer/1/")
    services.mail(notice)
    services.mail(notice)
    assert len(mail.outbox) == 1
    assert "/planer/1/" in mail.outbox[0].body
    assert mail.outbox[0].to == [anna.email]


@pytest.mark.parametrize(
    "body", ["Skriv till eva@exempel.example", "Gäller 19900101-2384", "Gäller 900101-2384"]
)
def test_words_that_tell_about_a_person_are_refused(body: str) -> None:
    with pytest.raises(services.NotBland):
        services.tell(user=user("Anna"), subject="Väntar", body=body)


def test_someone_who_has_left_gets_no_mail() -> None:
    anna = user("Anna")
    notice = services.tell(user=anna, subject="Väntar", body="Läs mer.")
    anna.is_active = False
    anna.save()
    services.mail(notice)
    assert not mail.outbox


def test_a_person_told_twice_in_one_list_is_told_once() -> None:
    anna = user("Anna")
    assert len(services.tell_all(users=[anna, anna], subject="Väntar", body="Läs mer.")) == 1
    assert services.mark_read(user=anna) == 1
    assert not queries.unread(anna)
