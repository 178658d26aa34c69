"""What became of a decision and how long the thing stayed up: kept by the database, in the reports' index."""

import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

OUTCOME = models.Case(
    models.When(state="done", then=models.Value("noted"), way="noted"),
    models.When(~models.Q(state="done"), then=models.Value("pending")),
    models.When(then=models.Value("hidden"), way="hide"),
    models.When(then=models.Value("countered"), way="counter_reply"),
    default=models.Value("removed"),
    output_field=models.CharField(),
)
UP = models.Case(
    models.When(
        models.Q(state="done") & ~models.Q(way__in=["noted", "counter_reply"]),
        then=django.db.models.functions.datetime.Extract(
            models.ExpressionWrapper(
                django.db.models.expressions.CombinedExpression(
                    models.F("gone_at"), "-", models.F("seen_at")
                ),
                output_field=models.DurationField(),
            ),
            "epoch",
        ),
    ),
    default=None,
    output_field=models.FloatField(),
)
COUNTED = (
    "account", "state", "category", "legal_basis", "decided_by", "second_decider", "obvious", "way",
    "outcome", "up_seconds",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("moderation", "0010_watches")]
    operations = [
        migrations.RemoveIndex(model_name="removal", name="removal_by_time"),
        migrations.AddField(
            model_name="removal", name="outcome",
            field=models.GeneratedField(
                db_persist=True, expression=OUTCOME, output_field=models.CharField(max_length=10)
            ),
        ),
        migrations.AddField(
            model_name="removal", name="up_seconds",
            field=models.GeneratedField(
                db_persist=True, expression=UP, output_field=models.FloatField(null=True)
            ),
        ),
        migrations.AddIndex(
            model_name="removal",
            index=models.Index(fields=["decided_at"], include=COUNTED, name="removal_by_time"),
        ),
    ]  # fmt: skip
