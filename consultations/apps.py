from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"

    def ready(self):
        # Wagtail publishes by hand, by workflow and by schedule; its signal is where these meet.
        from wagtail.signals import page_published

        # Their messages become known by this.
        from consultations import inviting, writing_to_segments  # noqa: F401
        from consultations.interests import forget_interests
        from consultations.models import OutcomePage
        from consultations.segments import segments_to_draw_from
        from consultations.telling import outcome_was_published
        from core.kept import forget_when_pages_change
        from panel.joining import ALSO_FORGET
        from panel.named_groups import SOURCES

        def tell(instance, **kwargs):
            if instance.live:  # the signal is also sent for what is only scheduled
                outcome_was_published(instance)

        page_published.connect(
            tell, sender=OutcomePage, weak=False, dispatch_uid="consultations.tell_outcome"
        )
        forget_when_pages_change()
        ALSO_FORGET.append(forget_interests)
        SOURCES.append(segments_to_draw_from)
