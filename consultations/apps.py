from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"

    def ready(self):
        # Wagtail publishes by hand, by workflow and by schedule; its signal is where these meet.
        from wagtail.signals import page_published

        from consultations import inviting  # noqa: F401 - its messages become known by this
        from consultations.interests import forget_interests
        from consultations.models import OutcomePage
        from consultations.telling import outcome_was_published
        from core.kept import forget_when_pages_change
        from panel.joining import ALSO_FORGET

        def tell(instance, **kwargs):
            if instance.live:  # the signal is also sent for what is only scheduled
                outcome_was_published(instance)

        page_published.connect(
            tell, sender=OutcomePage, weak=False, dispatch_uid="consultations.tell_outcome"
        )
        forget_when_pages_change()
        ALSO_FORGET.append(forget_interests)
