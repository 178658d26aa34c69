"""A version stays with its item, entry and bytes: what the gate joins cannot be pointed elsewhere afterwards.

Its bytes may go (a purge), never be others. Only the acts that we know can be ordered, in their own spelling.
"""

from django.db import migrations

BOUND = """
CREATE FUNCTION actions_version_is_bound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.item_id <> OLD.item_id OR NEW.entry_id <> OLD.entry_id OR NEW.id <> OLD.id
       OR (NEW.slice_id IS DISTINCT FROM OLD.slice_id AND NEW.slice_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a version stays with its item, its entry and its bytes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER actions_version_is_bound BEFORE UPDATE ON capture_version
    FOR EACH ROW EXECUTE FUNCTION actions_version_is_bound();
ALTER FUNCTION actions_stays() SET search_path = pg_catalog, public, pg_temp;
ALTER TABLE actions_outbox ADD CONSTRAINT actions_outbox_known_act
    CHECK (act IN ('publish', 'reply', 'hide', 'unhide', 'delete', 'reject'));
"""
UNDO = """
ALTER TABLE actions_outbox DROP CONSTRAINT actions_outbox_known_act;
ALTER FUNCTION actions_stays() RESET search_path;
DROP TRIGGER actions_version_is_bound ON capture_version;
DROP FUNCTION actions_version_is_bound();
"""


class Migration(migrations.Migration):
    dependencies = [("actions", "0004_purged_emergencies"), ("capture", "0002_verification")]
    operations = [migrations.RunSQL(BOUND, UNDO)]
