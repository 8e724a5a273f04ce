"""Forms are laid out as GOV.UK's own, and say what went wrong where it can be mended."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test.html import parse_html

from core.forms import (
    DONT_KNOW,
    Chips,
    DateField,
    GovukForm,
    QuickAnswers,
    ScaleField,
    TextAreaField,
)

FIXTURES = json.loads(Path(__file__).with_name("govuk_fixtures.json").read_text())
# What we add to theirs on purpose: the counter speaks the page's language.
OURS = re.compile(r' data-i18n\.[a-z-]+(?:\.one|\.other)?="[^"]*"')


def form_with(field, *, name, data=None, **attributes):
    kind = type("OneField", (GovukForm,), {name: field, **attributes})
    return kind(data) if data is not None else kind()


def same_html(ours, theirs):
    # GOV.UK's fixtures use apostrophes that Django writes as entities, and both parse to the same.
    return parse_html(OURS.sub("", ours)) == parse_html(theirs)


def check(fixture, form, name):
    ours = form[name].as_field_group()
    assert same_html(ours, FIXTURES[fixture]), ours


# ---- the markup is GOV.UK's ------------------------------------------------------------------


def test_input_with_hint():
    field = forms.CharField(
        label="National insurance number",
        help_text="It’s on your National Insurance card, benefit letter, payslip or P60. "
        "For example, ‘QQ 12 34 56 C’.",
    )
    form = form_with(field, name="test-name-2")
    ours = form["test-name-2"].as_field_group().replace('"test-name-2', '"input-with-hint-text')
    theirs = FIXTURES["input: with hint text"].replace("test-name-2", "input-with-hint-text")
    assert same_html(ours, theirs)


def test_input_with_error():
    message = "Enter a National Insurance number in the correct format"
    field = forms.CharField(label="National Insurance number", error_messages={"required": message})
    form = form_with(field, name="test-name-3", data={})
    theirs = FIXTURES["input: with error message"].replace(
        "input-with-error-message", "test-name-3"
    )
    assert same_html(form["test-name-3"].as_field_group(), theirs)


def test_input_whose_label_is_the_heading():
    form = form_with(
        forms.CharField(label="National Insurance number"), name="test-name", heading="test-name"
    )
    theirs = FIXTURES["input: with label as page heading"]
    theirs = theirs.replace("input-with-page-heading", "test-name")
    assert same_html(form["test-name"].as_field_group(), theirs)


NAMES = [("yes", "Yes"), ("no", "No")]


def test_radios():
    field = forms.ChoiceField(
        label="Have you changed your name?", choices=NAMES, widget=forms.RadioSelect
    )
    check("radios: default", form_with(field, name="example-default"), "example-default")


def test_radios_keep_the_answer_beside_the_error():
    class Refusing(GovukForm):
        example = forms.ChoiceField(
            label="Have you changed your name?", choices=NAMES, widget=forms.RadioSelect
        )

        def clean(self):
            self.add_error("example", "Please select an option")

    check("radios: with fieldset and error message", Refusing({"example": "no"}), "example")


def test_checkboxes():
    field = forms.MultipleChoiceField(
        label="What is your nationality?",
        choices=[
            ("british", "British"),
            ("irish", "Irish"),
            ("other", "Citizen of another country"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    check("checkboxes: default", form_with(field, name="nationality"), "nationality")


def test_textarea_with_hint():
    field = TextAreaField(
        label="Can you provide more detail?",
        help_text="Don't include personal or financial information, "
        "eg your National Insurance number or credit card details.",
    )
    form = form_with(field, name="more-detail")
    form.fields["more-detail"].widget.attrs.pop("cols", None)
    ours = form["more-detail"].as_field_group().replace(' cols="40"', "")
    assert same_html(ours, FIXTURES["textarea: with hint"])


def test_character_count():
    field = TextAreaField(
        label="Can you provide more detail?",
        max_length=10,
        help_text="Don't include personal or financial information, "
        "eg your National Insurance number or credit card details.",
        error_messages={"required": "Please provide more detail"},
    )
    form = form_with(field, name="with-error", data={"with-error": ""})
    ours = form["with-error"].as_field_group().replace(' cols="40"', "")
    assert same_html(ours, FIXTURES["character count: with hint and error"])


def test_select():
    field = forms.ChoiceField(
        label="Label text goes here",
        choices=[("1", "GOV.UK frontend option 1"), ("2", "GOV.UK frontend option 2")],
        initial="2",
    )
    theirs = FIXTURES["select: default"]
    theirs = re.sub(r'<option value="3" disabled>.*?</option>', "", theirs)
    assert same_html(form_with(field, name="select-1")["select-1"].as_field_group(), theirs)


def test_date_parts():
    field = DateField(label="What is your date of birth?", help_text="For example, 31 3 1980")
    theirs = FIXTURES["date input: default"]
    for part in ("day", "month", "year"):
        theirs = theirs.replace(f'name="{part}"', f'name="dob-{part}"')
    assert same_html(form_with(field, name="dob")["dob"].as_field_group(), theirs)


def test_file():
    field = forms.FileField(
        label="Upload your photo",
        help_text="Your photo may be in your Pictures, Photos, Downloads or Desktop folder. "
        "Or in an app like iPhoto.",
    )
    check("file upload: with hint text", form_with(field, name="file-upload-2"), "file-upload-2")


class Passport(GovukForm):
    issued = forms.CharField(
        error_messages={"required": "The date your passport was issued must be in the past"}
    )
    postcode = forms.CharField(error_messages={"required": "Enter a postcode, like AA1 1AA"})


def test_error_summary():
    ours = render_to_string("components/forms/error_summary.html", {"form": Passport({})})
    theirs = FIXTURES["error-summary: default".replace("-", " ")]
    theirs = theirs.replace("#example-error-1", "#issued").replace("#example-error-2", "#postcode")
    # Ours can take focus before its script has run.
    assert same_html(ours.replace(' tabindex="-1"', ""), theirs)


# ---- errors that people can act on -----------------------------------------------------------


def everything(**fields):
    return type("Everything", (GovukForm,), fields)


def test_summary_links_to_the_first_control_of_each_question():
    form = everything(
        view=ScaleField(label="Stay closed?"),
        moved=DateField(label="Moved in"),
        noise=forms.ChoiceField(label="Noise", choices=NAMES, widget=Chips),
        plan=forms.FileField(label="Your plan"),
    )({})
    assert form.problems == [
        {"text": "Choose a number from 0 to 10, or “I do not know”", "target": "view"},
        {"text": "Enter a date: Moved in", "target": "moved-day"},
        {"text": "Choose an answer: Noise", "target": "noise"},
        {"text": "Choose a file: Your plan", "target": "plan"},
    ]
    page = str(form)
    for problem in form.problems:
        assert page.count(f'id="{problem["target"]}"') == 1


def test_message_stands_exactly_twice_and_is_tied_to_the_field():
    form = Passport({"issued": "x", "postcode": ""})
    page = render_to_string("components/forms/error_summary.html", {"form": form}) + str(form)
    assert page.count("Enter a postcode, like AA1 1AA") == 2
    assert 'aria-describedby="postcode-error"' in page
    assert 'id="postcode-error"' in page
    assert 'value="x"' in page


def test_an_error_of_the_whole_form_links_to_its_first_control():
    class Whole(GovukForm):
        moved = DateField(label="Moved in", required=False)

        def clean(self):
            raise forms.ValidationError("You have answered already")

    assert Whole({}).problems == [{"text": "You have answered already", "target": "moved-day"}]


def test_an_untouched_form_has_no_summary():
    assert render_to_string("components/forms/error_summary.html", {"form": Passport()}) == "\n"


def test_own_messages_are_kept_and_django_s_are_replaced():
    form = everything(
        mail=forms.EmailField(label="E-mail"),
        mine=forms.CharField(label="Mine", error_messages={"required": "Say it"}),
        tick=forms.BooleanField(label="I agree"),
    )({"mail": "maya"})
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "mail": ["Enter an e-mail address, like name@example.org"],
        "mine": ["Say it"],
        "tick": ["Tick the box: I agree"],
    }


def test_what_people_typed_is_escaped():
    form = everything(name=forms.CharField(label="Name", max_length=3))({"name": "<script>"})
    assert "<script>" not in str(form)
    assert "&lt;script&gt;" in str(form)


# ---- ways to answer --------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "cleaned"), [("0", 0), ("10", 10), (DONT_KNOW, DONT_KNOW)])
def test_scale_takes(sent, cleaned):
    form = everything(view=ScaleField())({"view": sent})
    assert form.is_valid()
    assert form.cleaned_data == {"view": cleaned}


@pytest.mark.parametrize("sent", ["11", "-1", "5.5", "", "٣", "maybe"])
def test_scale_refuses(sent):
    form = everything(view=ScaleField())({"view": sent})
    assert form.errors == {"view": ["Choose a number from 0 to 10, or “I do not know”"]}


def test_scale_presets_nothing_and_names_its_ends():
    page = str(everything(view=ScaleField(low="Never", high="Always", help_text="Of late"))())
    assert "checked" not in page
    assert page.count('type="radio"') == 12
    assert '<span id="view-low"><b>0</b> Never</span>' in page
    assert 'value="10" aria-describedby="view-high"' in page


def test_scale_without_do_not_know_refuses_it():
    form = everything(view=ScaleField(has_dont_know=False))({"view": DONT_KNOW})
    assert form.errors == {"view": ["Choose a number from 0 to 10"]}


def test_an_optional_scale_may_stay_empty():
    form = everything(view=ScaleField(required=False))({})
    assert form.is_valid()
    assert form.cleaned_data == {"view": ""}


def test_a_line_break_counts_once():
    form = everything(why=TextAreaField(max_length=3))({"why": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data == {"why": "a\nb"}


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        (("29", "2", "2024"), dt.date(2024, 2, 29)),
        (("29", "2", "2023"), "Enter a real date"),
        (("1", "x", "2023"), "Enter a real date"),
        (("1", "", "2023"), "Enter a day, a month and a year"),
    ],
)
def test_dates(parts, outcome):
    data = dict(zip(("on-day", "on-month", "on-year"), parts, strict=True))
    form = everything(on=DateField(label="On"))(data)
    found = form.cleaned_data["on"] if form.is_valid() else form.errors["on"][0]
    assert found == outcome
    assert f'value="{parts[0]}"' in str(form)


def test_a_date_shows_what_is_stored():
    page = str(everything(on=DateField())(initial={"on": dt.date(2026, 11, 1)}))
    assert re.findall(r'name="(on-\w+)".*?value="(\d+)"', page) == [
        ("on-day", "1"),
        ("on-month", "11"),
        ("on-year", "2026"),
    ]


def test_quick_answers_are_buttons_that_send_the_form():
    form = everything(choice=forms.ChoiceField(label="Sacks?", choices=NAMES, widget=QuickAnswers))(
        initial={"choice": "no"}
    )
    buttons = re.findall(r'<button class="answer" type="submit".*?</button>', str(form))
    assert len(buttons) == 2
    assert 'name="choice" value="no" aria-pressed="true"' in buttons[1]
    assert "aria-pressed" not in buttons[0]


def test_the_cms_keeps_its_own_forms():
    class Plain(forms.Form):
        name = forms.CharField()

    assert "govuk" not in str(Plain())
