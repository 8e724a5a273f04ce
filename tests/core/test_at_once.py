"""Rows that were read at once are the rows that are read one by one, on both databases."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField, Count, ExpressionWrapper, F, Model, Prefetch

from consultations.models import ConsultationPage
from core.at_once import WITHOUT_JSON, prefetch_at_once, read_at_once
from panel.models import Membership, Ward
from polls.models import Item, QuestionnairePage
from tests.home.factories import grow, make_council_site

pytestmark = pytest.mark.django_db
OURS = ("consultations", "forums", "home", "panel", "polls", "results", "wagtailcore")


def values_of(row: Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def fits(model: type[Model]) -> bool:
    kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
    return model._meta.managed and kinds.isdisjoint(WITHOUT_JSON)


def test_every_table_of_a_lived_in_site_comes_as_it_is():
    grow(make_council_site())
    models = [one for name in OURS for one in apps.get_app_config(name).get_models() if fits(one)]
    at_once = [model._default_manager.order_by("pk") for model in models]

    for start in range(0, len(models), 20):  # SQLite's limit is 999 values, PostgreSQL's our own
        read_at_once(*at_once[start : start + 20])

    compared = 0
    for model, rows in zip(models, at_once, strict=True):
        alone = list(model._default_manager.order_by("pk"))
        assert [values_of(row) for row in rows] == [values_of(row) for row in alone], model
        kinds = [[type(value) for value in values_of(row).values()] for row in rows]
        assert kinds == [[type(value) for value in values_of(row).values()] for row in alone], model
        compared += len(alone)
    assert len(models) > 100 and compared > 300


def test_querysets_of_all_kinds_in_one_query(django_assert_num_queries):
    grow(make_council_site())
    kinds = {
        "order": Ward.objects.order_by("-name"),
        "slice": Ward.objects.order_by("name")[1:3],
        "joined": Membership.objects.select_related("user", "ward").order_by("pk"),
        "counted": Ward.objects.annotate(people=Count("memberships")).order_by("-people", "pk"),
        "tuples": Ward.objects.order_by("pk").values_list("code", "valid_from"),
        "values": Ward.objects.order_by("pk").values("code", "centre_x"),
        "flat": Ward.objects.order_by("pk").values_list("code", flat=True),
        "days": ConsultationPage.objects.dates("opens_at", "month", order="DESC"),
        "distinct": Membership.objects.values_list("ward__code").distinct().order_by("ward__code"),
        "deferred": Ward.objects.defer("geometry", "outline").order_by("pk"),
        "none": Ward.objects.none(),
        "impossible": Ward.objects.filter(pk__in=[]),
        "nothing found": Ward.objects.filter(code="E0"),
        "joined by type": ConsultationPage.objects.live().order_by("pk"),
    }
    alone = {name: list(one.all()) for name, one in kinds.items()}

    with django_assert_num_queries(1):
        read_at_once(*kinds.values())
        found = {name: list(one) for name, one in kinds.items()}
        wards = [one.ward and one.ward.code for one in found["joined"]]
        people = [one.people for one in found["counted"]]

    assert found == alone
    assert wards == [one.ward and one.ward.code for one in alone["joined"]]
    assert people == [one.people for one in alone["counted"]]
    assert found["flat"] and isinstance(found["values"][0]["centre_x"], float)
    assert found["deferred"][0].get_deferred_fields() == {"geometry", "outline"}


def test_what_was_read_is_not_asked_again(django_assert_num_queries):
    make_council_site()
    wards, none = Ward.objects.order_by("pk"), Ward.objects.none()
    list(wards)

    with django_assert_num_queries(0):
        read_at_once(wards, none)
        read_at_once()


def test_a_queryset_brings_what_it_prefetches():
    make_council_site()
    wards, pages = Ward.objects.all(), QuestionnairePage.objects.prefetch_related("items")

    read_at_once(wards, pages)

    with connection.execute_wrapper(refuse):
        assert any(page.items.all() for page in pages)


def test_bytes_and_lengths_of_time_are_refused_by_name():
    make_council_site()  # none of our tables keeps them where a page reads it
    raw = Ward.objects.annotate(raw=ExpressionWrapper(F("code"), BinaryField()))

    with pytest.raises(TypeError, match="JSON cannot hold what Ward keeps: .*BinaryField"):
        read_at_once(raw)


def test_children_of_several_types_in_one_query(django_assert_num_queries):
    council = make_council_site()
    grow(council)
    polls = list(QuestionnairePage.objects.order_by("pk"))
    consultations = list(ConsultationPage.objects.order_by("pk"))
    alone = {poll.pk: list(poll.items.order_by("sort_order", "pk")) for poll in polls}
    activities = {page.pk: set(page.follows.all()) for page in consultations}
    items = Prefetch("items", Item.objects.order_by("sort_order", "pk"))
    scales = Prefetch("items", Item.objects.filter(kind="scale"))

    with django_assert_num_queries(1):
        prefetch_at_once((polls, [items]), (consultations, ["follows"]), ([], ["items"]))
        found = {poll.pk: list(poll.items.all()) for poll in polls}
        parents = [item.page for poll in polls for item in poll.items.all()]

    assert found == alone and any(alone.values())
    assert {page.pk: set(page.follows.all()) for page in consultations} == activities
    assert parents == [poll for poll in polls for _item in alone[poll.pk]]
    again = list(QuestionnairePage.objects.order_by("pk"))
    prefetch_at_once((again, [scales]))
    assert {item.kind for page in again for item in page.items.all()} <= {"scale"}


def test_what_does_not_lead_to_many_is_refused():
    make_council_site()

    with pytest.raises(TypeError, match="does not lead from one to many"):
        prefetch_at_once((list(Membership.objects.all()) or [Membership(pk=1)], ["ward"]))


def refuse(execute, sql, *rest):
    raise AssertionError(f"asked again: {sql[:80]}")
