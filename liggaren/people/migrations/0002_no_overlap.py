"""One person holds one role at one unit once at a time."""

from django.db import migrations

# Ranges of one value stand in for equality: the embedded database has no btree_gist.
FORWARD = """
ALTER TABLE people_role ADD CONSTRAINT role_periods_never_overlap EXCLUDE USING gist (
    int8range(user_id, user_id, '[]') WITH &&,
    int8range(unit_id, unit_id, '[]') WITH &&,
    int8range(hashtextextended(kind, 0), hashtextextended(kind, 0), '[]') WITH &&,
    daterange(valid_from, valid_to) WITH &&
);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, "ALTER TABLE people_role DROP CONSTRAINT role_periods_never_overlap")
    ]
