"""The categories and provisions, and the rule that a category is never taken away (C6.10)."""

from django.db import migrations

from liggaren.moderation.grounds import plant

NEVER_FEWER = """
CREATE FUNCTION moderation_never_fewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a category is never removed' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER moderation_never_fewer BEFORE DELETE OR TRUNCATE ON moderation_category
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_never_fewer();
"""
UNDO = "DROP TRIGGER moderation_never_fewer ON moderation_category; DROP FUNCTION moderation_never_fewer();"


def enter(apps, schema_editor):
    database = schema_editor.connection.alias
    category = apps.get_model("moderation", "Category").objects.using(database)
    provision = apps.get_model("moderation", "Provision").objects.using(database)
    plant(_On(category), _On(provision))


class _On:
    """A model whose `objects` writes to the database being migrated."""

    def __init__(self, objects):
        self.objects = objects


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop), migrations.RunSQL(NEVER_FEWER, UNDO)]
