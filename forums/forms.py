"""What people send: topics, posts, questions, answers, reports and appeals."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm, TextAreaField
from forums.chats import LONGEST_QUESTION
from forums.debate import LONGEST_TITLE
from forums.models import Report, Rule
from forums.models.statements import LONGEST_STATEMENT


class NamelessField(forms.BooleanField):
    """Lets a person speak as "A resident" this once."""

    def __init__(self, **options):
        options.setdefault("label", _("Show me as “A resident”, without my name"))
        super().__init__(required=False, **options)


class LongestMixin:
    """Takes the longest text from the forum that the form is for."""

    def __init__(self, *args, longest=3000, **kwargs):
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.max_length = longest
        text.validators.append(
            MaxLengthValidator(longest, _("Use %(limit_value)d characters or fewer"))
        )


class TopicForm(LongestMixin, GovukForm):
    title = forms.CharField(
        label=_("What is your topic about?"),
        help_text=_("One line, such as “Cycle parking on Church Road”"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Give your topic a title")},
    )
    text = TextAreaField(
        label=_("What do you want to say about it?"),
        help_text=_(
            "An empty line starts a new paragraph. A line that starts with - makes a list."
        ),
        error_messages={"required": _("Write your opening post")},
    )
    nameless = NamelessField()


class PostForm(LongestMixin, GovukForm):
    text = TextAreaField(
        label=_("Your post"), error_messages={"required": _("Write your post first")}
    )
    nameless = NamelessField()


class EditForm(LongestMixin, GovukForm):
    heading = "text"
    text = TextAreaField(
        label=_("Change your post"), error_messages={"required": _("Write your post first")}
    )


class QuestionForm(GovukForm):
    text = TextAreaField(
        label=_("Your question to the experts"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write your question first"),
            "max_length": _("Use 500 characters or fewer"),
        },
    )
    nameless = NamelessField()


class StatementForm(GovukForm):
    text = TextAreaField(
        label=_("Your statement"),
        help_text=_("One thought in one sentence, such as “Buses should run until midnight.”"),
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write your statement first"),
            "max_length": _("Use 160 characters or fewer"),
        },
    )


class AnswerForm(GovukForm):
    text = TextAreaField(
        label=_("Your answer"),
        max_length=3000,
        error_messages={"required": _("Write the answer first")},
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("A title, a table number or a full address. Leave it empty if there is none."),
        required=False,
        max_length=300,
    )


class ReportForm(GovukForm):
    heading = "category"
    category = forms.ChoiceField(
        label=_("What is wrong with this?"),
        choices=Report.Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong")},
    )
    text = TextAreaField(
        label=_("Anything else we should know (optional)"), required=False, max_length=1000
    )


class AppealForm(GovukForm):
    heading = "text"
    text = TextAreaField(
        label=_("Why should we look again?"),
        help_text=_("A different moderator reads this and decides."),
        max_length=1000,
        error_messages={"required": _("Say why we should look again")},
    )


class RuleForm(forms.Form):
    rule = forms.ModelChoiceField(Rule.objects.all(), required=False)
