"""An author's earlier items are found without reading everybody's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("capture", "0005_left_pages")]
    operations = [
        migrations.AddIndex(
            model_name="version",
            index=models.Index(
                fields=["sender_native_id"],
                condition=~models.Q(sender_native_id=""),
                name="capture_version_sender",
            ),
        ),
    ]
