"""The officer's form: in the order of writing, so that a consultation takes twenty minutes."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.models import Page

from consultations.proposal import PROTECTED
from consultations.readiness import faults_of
from core.editing import PageForm
from panel.models import CouncilSettings

WHEN_CHANGED = _(
    "People can answer this. Once you change it, say what and why under Changes: everybody reads "
    "that note, and what it said before stays readable."
)


class ConsultationForm(PageForm):
    """Lets a draft be incomplete; names beside each field what stands against publishing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.is_checked_by_form = True
        public = self.instance.as_published() if self.instance.pk else None
        if public and public.could_be_answered:
            for name in PROTECTED:
                if field := self.fields.get(name):
                    field.help_text = " ".join(
                        filter(None, (str(field.help_text), str(WHEN_CHANGED)))
                    )

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for name, fault in faults_of(
            self.instance,
            options=self.rows("options"),
            notes=self.rows("change_notes"),
            earlier=self.instance.as_published(),
        ).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, fault)

    def rows(self, name: str) -> list:
        """Return the rows of an inline part as they stand in this form, in the order shown."""
        formset = self.formsets.get(name)
        if formset is None:
            return list(getattr(self.instance, name).all())
        if not formset.is_valid():
            return list(getattr(self.instance, name).all())
        forms = [
            form
            for form in formset.ordered_forms or formset.forms
            if form not in formset.deleted_forms and (form.has_changed() or form.instance.pk)
        ]
        return [form.instance for form in forms]


class DurationPanel(Panel):
    """Shows the officer for how many days people can answer, by the dates last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "consultations/admin/duration.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {**context, "shortest": CouncilSettings.load().shortest_days}


WHAT_PANELS = [
    *Page.content_panels,
    FieldPanel("summary"),
    FieldPanel("why"),
    FieldPanel("audience"),
    FieldPanel("audiences", widget=CheckboxSelectMultiple),
    FieldRowPanel([FieldPanel("subject"), FieldPanel("wards")]),
    MultiFieldPanel(
        [
            FieldPanel("proposal"),
            InlinePanel("options", heading=_("Options"), label=_("Option")),
            FieldPanel("no_change_reason"),
        ],
        heading=_("What is proposed"),
    ),
    MultiFieldPanel(
        [FieldPanel("can_change"), FieldPanel("settled")],
        heading=_("What people can change, and what not"),
    ),
    InlinePanel("documents", heading=_("What to read first"), label=_("Document")),
]
WHEN_PANELS = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            DurationPanel(heading=_("Open for")),
            FieldPanel("short_notice_reason"),
        ],
        heading=_("When people can answer"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("tier"),
            FieldPanel("decision_maker"),
            FieldPanel("decision_maker_note"),
            FieldPanel("decision_by"),
        ],
        heading=_("Who decides, and when"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel(
                        "results_due_on",
                        help_text=_(
                            "Left empty, 12 weeks after it closes, and never after the decision."
                        ),
                    ),
                    FieldPanel("outcome_due_on"),
                ]
            ),
            FieldPanel("delay_reason"),
        ],
        heading=_("When we answer"),
    ),
]
CONTACT_PANELS = [
    FieldPanel("offline_ways"),
    MultiFieldPanel(
        [FieldPanel("contact_name"), FieldPanel("contact_email"), FieldPanel("contact_phone")],
        heading=_("Whom to ask"),
    ),
    FieldPanel("privacy_url"),
]
CHANGES_PANELS = [
    HelpPanel(
        content=_(
            "Once people can answer, the proposal, the options and the closing date change only "
            "with a public note. The consultation can be extended, never cut short."
        )
    ),
    InlinePanel("change_notes", heading=_("Notes of changes"), label=_("Note")),
]


def consultation_form() -> TabbedInterface:
    """Return the tabs of the editing screen."""
    return TabbedInterface(
        [
            ObjectList(WHAT_PANELS, heading=_("What we ask")),
            ObjectList(WHEN_PANELS, heading=_("When and who")),
            ObjectList(CONTACT_PANELS, heading=_("How to answer")),
            ObjectList(CHANGES_PANELS, heading=_("Changes")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ],
        base_form_class=ConsultationForm,
    )
