"""Several connections write the log at once: the chain goes on and never forks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from core.audit import record
from home.checking import check
from home.models import AuditHead, AuditLink
from panel.models import User
from tests.panel.factories import make_user

WRITERS, ACTS = 6, 4


@pytest.mark.django_db(transaction=True)
def test_acts_of_many_at_once_follow_one_another():
    ContentType.objects.clear_cache()
    officer = make_user()
    before = AuditHead.objects.get().number
    together = threading.Barrier(WRITERS)

    def act(_number) -> None:
        try:
            own = User.objects.get(pk=officer.pk)
            for _act in range(ACTS):
                together.wait(30)
                with transaction.atomic():
                    record("panel.member_removed", on=own, by=own)
                    User.objects.filter(pk=own.pk).exists()  # the transaction is not over yet
        except BaseException:
            together.abort()
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(act, range(WRITERS)))

    numbers = list(AuditLink.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, before + WRITERS * ACTS + 1))
    assert check().fault == ""
