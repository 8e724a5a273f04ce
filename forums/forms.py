"""What people send: topics, posts, questions, answers, reports and appeals."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm, TextAreaField
from core.html import clean_line
from forums.chats import LONGEST_QUESTION
from forums.debate import LONGEST_TITLE
from forums.models import Post, ProposedQuestion, Report, Rule
from forums.models.statements import LONGEST_STATEMENT


class NamelessField(forms.BooleanField):
    """Lets a person speak as "A resident" this once."""

    def __init__(self, **options):
        options.setdefault("label", _("Show me as “A resident”, without my name"))
        super().__init__(required=False, **options)


class AimField(forms.ChoiceField):
    """What a facilitator writes for; an opinion of their own is none of the answers."""

    def __init__(self, **options):
        options.setdefault("label", _("What is this post for?"))
        options.setdefault("help_text", _("Who facilitates gives no opinion of their own."))
        options.setdefault("error_messages", {"required": _("Say what your post is for")})
        super().__init__(choices=Post.Aim.choices, widget=forms.RadioSelect, **options)


class LongestMixin:
    """Takes the longest text from the form's forum; who `leads` a group says why they write."""

    def __init__(self, *args, longest=3000, leads=False, **kwargs):
        super().__init__(*args, **kwargs)
        if leads:
            self.fields.pop("nameless", None)
            self.fields["aim"] = AimField()
        text = self.fields["text"]
        text.max_length = longest
        text.validators.append(
            MaxLengthValidator(
                longest, _("Use %(count)s characters or fewer") % {"count": f"{longest:,}"}
            )
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


class OpenPartForm(GovukForm):
    reason = forms.CharField(
        label=_("Why now?"),
        help_text=_("Kept in the record, with your name."),
        max_length=300,
        error_messages={"required": _("Say why. The reason is kept in the record.")},
    )


class ProposalForm(GovukForm):
    text = TextAreaField(
        label=_("A question that your group could put to the experts"),
        help_text=_("A question alone, without what you think of the matter."),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write your question first"),
            "max_length": _("Use 500 characters or fewer"),
        },
    )


class RankingForm(GovukForm):
    """Up to three questions of one's group, the one wanted most first."""

    first = forms.TypedChoiceField(
        label=_("Most of all"),
        coerce=int,
        error_messages={
            "required": _("Choose the question that you want asked most"),
            "invalid_choice": _("This question is no longer here. Choose another"),
        },
    )
    second = forms.TypedChoiceField(label=_("Then"), coerce=int, required=False)
    third = forms.TypedChoiceField(label=_("And then"), coerce=int, required=False)

    def __init__(self, proposals, *args, **kwargs):
        super().__init__(*args, prefix="rank", **kwargs)
        self.by_pk = {one.pk: one for one in proposals}
        shown = [(pk, clean_line(one.text)) for pk, one in self.by_pk.items()]
        for field in self.fields.values():
            field.choices = [("", _("Choose a question")), *shown]

    @property
    def chosen(self) -> list[ProposedQuestion]:
        places = map(self.cleaned_data.get, ("first", "second", "third"))
        return [self.by_pk[pk] for pk in places if pk]

    def clean(self):
        cleaned = super().clean()
        if len(set(self.chosen)) < len(self.chosen):
            self.add_error("second", _("Choose each question once"))
        return cleaned
