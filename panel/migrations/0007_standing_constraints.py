from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("panel", "0006_standing_and_term"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                fields=["status", "ward", "age_band", "term_ends_on", "paused_until"],
                name="active_by_ward_and_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("status__in", ["left", "removed"]), _negated=True),
                        ("left_at", None),
                    ),
                    models.Q(
                        ("household", ""),
                        ("left_at__isnull", False),
                        ("postcode", ""),
                        ("status__in", ["left", "removed"]),
                    ),
                    _connector="OR",
                ),
                name="gone_on_a_date_and_without_postcode",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("status", "paused"), _negated=True), ("paused_until", None)),
                    models.Q(("paused_until__isnull", False), ("status", "paused")),
                    _connector="OR",
                ),
                name="paused_until_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("status", "removed"), _negated=True), ("removed_because", "")
                    ),
                    models.Q(
                        ("status", "removed"), models.Q(("removed_because", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="removed_for_a_reason",
            ),
        ),
    ]
