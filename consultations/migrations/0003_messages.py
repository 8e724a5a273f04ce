"""Messages move to the one door that all messages go through, with where each stands."""

from django.db import migrations
from django.utils import timezone

AT_ONCE = 1_000


def carry_over(apps, schema_editor):
    old = apps.get_model("consultations", "Message").objects
    Mailing = apps.get_model("panel", "Mailing")
    Message = apps.get_model("panel", "Message")
    Page = apps.get_model("wagtailcore", "Page")
    for kind, page in old.values_list("kind", "page").distinct().order_by("kind", "page"):
        subject = f"message-{kind}-{page}"
        mailing = Mailing.objects.create(
            purpose=kind,
            about=page,
            subject=subject,
            title=Page.objects.get(pk=page).title,
            kind="task",
            addressed_at=timezone.now(),
        )
        rows = old.filter(kind=kind, page=page).order_by("key").iterator(AT_ONCE)
        Message.objects.bulk_create(
            (
                Message(
                    mailing=mailing,
                    subject=subject,
                    key=row.key,
                    # What was claimed and not sent may have gone out: an officer decides.
                    state="sent" if row.sent_at else "unknown",
                    queued_at=row.claimed_at,
                    claimed_at=row.claimed_at,
                    claim="" if row.sent_at else "carried over",
                    sent_at=row.sent_at,
                    tries=1,
                )
                for row in rows
            ),
            batch_size=AT_ONCE,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0002_initial"),
        ("panel", "0013_messages"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="Message"),
    ]
