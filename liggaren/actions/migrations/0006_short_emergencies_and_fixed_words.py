"""An emergency lives for a day, its time is the database's own, and both people must still be active.

And what was read out of a version's sealed bytes (words, sender, times) never changes; it is only emptied,
and only once those bytes are no longer there (design 3.1, 3.3, 3.8).
"""

from django.db import migrations

LIFE = """
CREATE FUNCTION actions_emergency_is_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.made_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER actions_emergency_is_now BEFORE INSERT ON actions_emergency
    FOR EACH ROW EXECUTE FUNCTION actions_emergency_is_now();

CREATE OR REPLACE FUNCTION actions_is_emergency(the_emergency bigint, the_item uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM actions_emergency e
          JOIN people_user one ON one.id = e.one_id AND one.is_active
          JOIN people_user two ON two.id = e.two_id AND two.is_active
         WHERE e.id = the_emergency AND e.item_id = the_item AND e.one_id <> e.two_id AND e.reason ~ '\\S'
           AND e.made_at > clock_timestamp() - interval '24 hours' AND e.made_at <= clock_timestamp()
    )
$$;
"""
NO_LIFE = """
DROP TRIGGER actions_emergency_is_now ON actions_emergency;
DROP FUNCTION actions_emergency_is_now();
CREATE OR REPLACE FUNCTION actions_is_emergency(the_emergency bigint, the_item uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM actions_emergency e
         WHERE e.id = the_emergency AND e.item_id = the_item AND e.one_id <> e.two_id AND e.reason ~ '\\S'
    )
$$;
"""
FIXED = """
CREATE FUNCTION actions_version_is_fixed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.number, NEW.change, NEW.claimed_at, NEW.edited_at, NEW.seen_at, NEW.is_hidden, NEW.is_held,
        NEW.position, NEW.trust) IS DISTINCT FROM
       (OLD.number, OLD.change, OLD.claimed_at, OLD.edited_at, OLD.seen_at, OLD.is_hidden, OLD.is_held,
        OLD.position, OLD.trust) THEN
        RAISE EXCEPTION 'what was read from sealed bytes never changes' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.text, NEW.sender_name, NEW.sender_native_id, NEW.sender_address, NEW.digest)
       IS NOT DISTINCT FROM
       (OLD.text, OLD.sender_name, OLD.sender_native_id, OLD.sender_address, OLD.digest)
    THEN
        RETURN NEW;
    END IF;
    IF (NEW.text, NEW.sender_name, NEW.sender_native_id, NEW.sender_address, NEW.digest)
       = ('', '', '', '', '')
       AND NOT EXISTS (SELECT 1 FROM vault_blob b WHERE b.id = OLD.slice_id AND b.state = 'live') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was read from sealed bytes is only emptied, once they are gone'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER actions_version_is_fixed BEFORE UPDATE ON capture_version
    FOR EACH ROW EXECUTE FUNCTION actions_version_is_fixed();
"""
LOOSE = """
DROP TRIGGER actions_version_is_fixed ON capture_version;
DROP FUNCTION actions_version_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0005_firm_gate"),
        ("capture", "0003_withheld"),
        ("people", "0001_initial"),
        ("vault", "0001_initial"),
    ]
    operations = [migrations.RunSQL(LIFE, NO_LIFE), migrations.RunSQL(FIXED, LOOSE)]
