"""The guard of the start looks in `public` first: no temporary table of the application's stands in for one of ours."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0002_guards")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION register_guard_start() SET search_path = pg_catalog, public, pg_temp",
            "ALTER FUNCTION register_guard_start() RESET search_path",
        )
    ]
