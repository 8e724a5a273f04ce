"""What the editor reads in the CMS about a field that was left empty."""

import pytest
from django import forms
from wagtail.models import get_page_models

from core.editing import PageForm, asking_for, lowered

OURS = ("consultations", "forums", "home", "polls")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(label="Who decides"), "Enter who decides"),
        (forms.CharField(label="URL of the notice"), "Enter URL of the notice"),
        (forms.IntegerField(label="Minutes"), "Enter minutes"),
        (forms.DateField(label="When they decide"), "Enter a day for “when they decide”"),
        (forms.DateTimeField(label="Opens"), "Enter a day for “opens”"),
        (forms.TimeField(label="Begins"), "Enter a time for “begins”"),
        (forms.ChoiceField(label="Subject"), "Choose subject"),
        (forms.MultipleChoiceField(label="Wards"), "Choose wards"),
        (forms.FileField(label="Logo"), "Choose logo"),
        (forms.BooleanField(label="I have read it"), "Tick “I have read it”"),
    ],
)
def test_each_kind_of_field_is_asked_for_in_its_way(field, words):
    assert asking_for(field) == words


def test_every_page_of_ours_is_edited_in_a_form_that_names_what_is_missing():
    pages = [page for page in get_page_models() if page._meta.app_label in OURS]
    assert len(pages) > 8
    others = [
        page for page in pages if not issubclass(page.get_edit_handler().get_form_class(), PageForm)
    ]
    assert others == []


def test_a_field_keeps_words_of_its_own():
    class Form(PageForm.__mro__[1], forms.Form):
        name = forms.CharField(label="Name")
        reason = forms.CharField(error_messages={"required": "Say why."})

    assert Form({}).errors == {"name": ["Enter name"], "reason": ["Say why."]}


def test_an_empty_label_stays_empty():
    assert lowered("") == ""
