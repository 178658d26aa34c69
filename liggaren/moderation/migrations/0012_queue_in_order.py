"""The queue is counted and read in its order from indexes alone; how an item concerns its account is
copied."""

from django.db import migrations, models
from django.db.models import Q

OPEN = ("untaken", "taken", "waiting")
COPY = """
UPDATE moderation_handling SET relation = CASE WHEN i.kind = 'message' THEN 'message' ELSE s.relation END
FROM capture_sighting s JOIN capture_item i ON i.id = s.item_id
WHERE s.item_id = moderation_handling.item_id AND s.account_id = moderation_handling.account_id
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_removal_counted"), ("capture", "0004_visits")]
    operations = [
        migrations.AddField(
            model_name="handling",
            name="relation",
            field=models.CharField(default="comment", max_length=10),
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="handling", name="handling_queue"),
        migrations.AddIndex(
            model_name="handling",
            index=models.Index(
                fields=["account", "urgency", "due_at"],
                include=["state", "taken_by", "relation"],
                condition=Q(state__in=OPEN),
                name="handling_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="handling",
            index=models.Index(
                fields=["urgency", "due_at", "came_at", "id"],
                condition=Q(state__in=OPEN),
                name="handling_in_order",
            ),
        ),
    ]
