"""The editor's form of a deliberative poll: its rounds in order, its briefing signed off."""

from polls.admin_forms import QuestionnaireForm, kept_forms
from polls.design import missing_sign_off
from polls.rounds import Span, faults_of_rounds


class DeliberativePollForm(QuestionnaireForm):
    """A draft may lack anything; what is published keeps to the design, or says why not."""

    def is_valid(self):
        if not super().is_valid():
            return False
        if self.is_deferred_validation:
            return True
        self._check_rounds()
        if unsigned := missing_sign_off(self.instance):
            self.add_error("unsigned_reason", unsigned)
        return not self.errors and not any(row.errors for row in self.formsets["rounds"].forms)

    def _check_rounds(self) -> None:
        rows = kept_forms(self.formsets["rounds"])
        faults = faults_of_rounds(
            [Span(row.cleaned_data["opens_at"], row.cleaned_data["closes_at"]) for row in rows],
            first_answers=self.cleaned_data.get("before_opens_at"),
            second_answers=self.cleaned_data.get("after_opens_at"),
            has_reason=bool(self.cleaned_data.get("short_notice_reason", "").strip()),
        )
        for place, field, sentence in faults:
            rows[place].add_error(field, sentence)
