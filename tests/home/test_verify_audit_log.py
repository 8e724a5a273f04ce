"""Who learns whether the log of what staff did is whole, and how."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from home.checking import check
from home.daily import do_daily_work
from home.models import AuditHead
from tests.home.test_audit_chain import acts, change_reason, delete_entry
from tests.panel.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(first_name="Nadia", last_name="Karim")


def told(*noted):
    out = io.StringIO()
    call_command("verify_audit_log", *(f"--noted={one}" for one in noted), stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_is_whole_and_gives_a_head_to_note(officer):
    acts(officer)
    head = AuditHead.objects.get()
    words = told()
    assert f"The log is whole: {head.number} entries" in words
    assert words.endswith(f"Head: {head.number}:{head.digest}\n")
    acts(officer)
    assert "is whole" in told(words.splitlines()[-1], f"{head.number}:{head.digest}")


def test_the_command_ends_with_one_and_names_the_entry(officer):
    words = change_reason(acts(officer))
    with pytest.raises(CommandError, match=words) as raised:
        told()
    assert raised.value.returncode == 1


def test_a_head_that_is_not_ours_or_none_at_all_is_refused(officer):
    acts(officer)
    head = AuditHead.objects.get()
    with pytest.raises(CommandError, match="another fingerprint") as raised:
        told(f"{head.number}:{'0' * 64}")
    assert raised.value.returncode == 1
    with pytest.raises(CommandError, match="is no head") as raised:
        told("yesterday")
    assert raised.value.returncode == 2


def test_the_day_s_work_checks_it_and_the_log_of_faults_says_what_is_wrong(officer, caplog):
    links = acts(officer)
    assert do_daily_work()["faults in the log of what staff did"] == 0
    words = delete_entry(links)
    assert do_daily_work()["faults in the log of what staff did"] == 1
    assert words in caplog.text
    assert AuditHead.objects.get().fault.startswith(words)


def test_the_chain_is_read_in_as_many_queries_however_long_it_is(
    officer, django_assert_num_queries
):
    for _more in range(2):
        acts(officer, 4)
        with django_assert_num_queries(7):
            assert check().fault == ""


def test_triggers_are_there_on_this_database():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master "
                "WHERE name LIKE 'home_audit%' AND type = 'trigger'"
            )
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'home_audit%'")
        assert cursor.fetchone() == (5,)
