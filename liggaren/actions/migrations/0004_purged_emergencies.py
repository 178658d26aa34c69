"""An emergency row never changes, with one exception: its free words are emptied once its item is purged.

A reason is written by people in haste and may repeat what had to be destroyed (design 3.8). Names, item and
time stay. The application still may not update the table: only the function below does, only to one fixed
sentence, and the trigger holds it to that whoever asks.
"""

from django.conf import settings
from django.db import migrations

EMPTIED = "Tömt vid omedelbar förstöring."

APPLICATION = settings.DATABASE_ROLES["application"]
FUNCTIONS = f"""
CREATE FUNCTION actions_emergency_only_emptied() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.reason = '{EMPTIED}' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason'
       AND EXISTS (SELECT 1 FROM capture_item i WHERE i.id = OLD.item_id AND i.purged_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE on actions_emergency is not allowed' USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER actions_emergency_stays ON actions_emergency;
CREATE TRIGGER actions_emergency_stays BEFORE DELETE OR TRUNCATE ON actions_emergency
    FOR EACH STATEMENT EXECUTE FUNCTION actions_stays();
CREATE TRIGGER actions_emergency_only_emptied BEFORE UPDATE ON actions_emergency
    FOR EACH ROW EXECUTE FUNCTION actions_emergency_only_emptied();

CREATE FUNCTION actions_empty_emergencies(the_item uuid, keep bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE emptied integer;
BEGIN
    UPDATE actions_emergency SET reason = '{EMPTIED}'
     WHERE item_id = the_item AND reason <> '{EMPTIED}' AND id IS DISTINCT FROM keep;
    GET DIAGNOSTICS emptied = ROW_COUNT;
    RETURN emptied;
END
$$;
REVOKE ALL ON FUNCTION actions_empty_emergencies(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION actions_empty_emergencies(uuid, bigint) TO "{APPLICATION}";
"""  # noqa: S608 - fixed words

UNDO = """
DROP FUNCTION actions_empty_emergencies(uuid, bigint);
DROP TRIGGER actions_emergency_only_emptied ON actions_emergency;
DROP TRIGGER actions_emergency_stays ON actions_emergency;
CREATE TRIGGER actions_emergency_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON actions_emergency
    FOR EACH STATEMENT EXECUTE FUNCTION actions_stays();
DROP FUNCTION actions_emergency_only_emptied();
"""


class Migration(migrations.Migration):
    dependencies = [("actions", "0003_purged_texts"), ("capture", "0003_withheld")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
