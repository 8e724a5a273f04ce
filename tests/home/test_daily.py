"""The work of the day: one job that fails keeps none of the others from theirs."""

import io

import pytest
from django.core.management import CommandError, call_command

from core import daily
from home.daily import do_daily_work

pytestmark = pytest.mark.django_db


def test_a_job_that_fails_is_told_and_the_others_are_done(monkeypatch, caplog):
    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(daily, "JOBS", {"the impossible": fail, "the possible": lambda: 3})
    done = do_daily_work()
    assert (done["the impossible"], done["the possible"]) == (None, 3)
    assert "The daily work “the impossible” failed" in caplog.text

    out = io.StringIO()
    with pytest.raises(CommandError, match="Not all of it was done"):
        call_command("daily", stdout=out)
    assert "the impossible: failed" in out.getvalue()
    assert "the possible: 3" in out.getvalue()
