"""The guard of sent plans looks in `public` first: no temporary table of the application's stands in for one of ours."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_frozen")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION plans_guard_version() SET search_path = pg_catalog, public, pg_temp",
            "ALTER FUNCTION plans_guard_version() RESET search_path",
        )
    ]
