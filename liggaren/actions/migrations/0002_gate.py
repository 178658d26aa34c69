"""The gate: what the database itself demands before a removal may be sent (design 3.3).

The trigger trusts no flag. It joins the verification with the item's version, the version's place in the log, a
stored checkpoint that covers it and a live blob key. Names are looked up in `public` first, so that a temporary
table of the application's cannot stand in for one of them.
"""

from django.conf import settings
from django.db import migrations

MOVES = """
    ('prepared', 'sending'), ('prepared', 'by_hand'), ('prepared', 'cancelled'), ('prepared', 'failed'),
    ('sending', 'sent'), ('sending', 'unknown'), ('sending', 'refused'), ('sending', 'failed'), ('sending', 'prepared'),
    ('sent', 'confirmed'), ('sent', 'unknown'), ('sent', 'failed'),
    ('unknown', 'confirmed'), ('unknown', 'sent'), ('unknown', 'refused'), ('unknown', 'failed'),
    ('by_hand', 'confirmed'), ('by_hand', 'cancelled')
"""

GATE = f"""
CREATE FUNCTION actions_is_verified(the_verification bigint, the_item uuid, the_version bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1
          FROM capture_verification v
          JOIN capture_version w ON w.id = v.version_id AND w.item_id = v.item_id
               AND w.entry_id = v.entry_id AND w.slice_id = v.blob_id
          JOIN ledger_number n ON n.entry_id = w.entry_id
          JOIN ledger_checkpoint c ON c.id = v.checkpoint_id AND c.size > n.index
          JOIN vault_blob b ON b.id = w.slice_id AND b.state = 'live' AND b.wrapped_key IS NOT NULL
         WHERE v.id = the_verification AND v.item_id = the_item AND v.version_id = the_version
           AND v.made_at > clock_timestamp() - interval '60 seconds' AND v.made_at <= clock_timestamp()
    )
$$;

CREATE FUNCTION actions_is_emergency(the_emergency bigint, the_item uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM actions_emergency e
         WHERE e.id = the_emergency AND e.item_id = the_item AND e.one_id <> e.two_id AND e.reason ~ '\\S'
    )
$$;

CREATE FUNCTION actions_gate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'prepared' OR NEW.verification_id IS NOT NULL OR NEW.sending_at IS NOT NULL THEN
            RAISE EXCEPTION 'an act begins as prepared' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.key, NEW.act, NEW.account_id, NEW.item_id, NEW.version_id, NEW.text, NEW.hand, NEW.decision_ref,
        NEW.prepared_by_id, NEW.prepared_at, NEW.emergency_id)
       IS DISTINCT FROM
       (OLD.id, OLD.key, OLD.act, OLD.account_id, OLD.item_id, OLD.version_id, OLD.text, OLD.hand, OLD.decision_ref,
        OLD.prepared_by_id, OLD.prepared_at, OLD.emergency_id) THEN
        RAISE EXCEPTION 'what an act orders never changes' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN ({MOVES}) THEN
        RAISE EXCEPTION 'an act cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.act IN ('delete', 'hide', 'reject') AND NEW.state IN ('sending', 'by_hand')
       AND NOT actions_is_verified(NEW.verification_id, NEW.item_id, NEW.version_id)
       AND NOT actions_is_emergency(NEW.emergency_id, NEW.item_id) THEN
        RAISE EXCEPTION 'a removal needs a fresh verification, or an emergency of two people'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER actions_gate BEFORE INSERT OR UPDATE ON actions_outbox
    FOR EACH ROW EXECUTE FUNCTION actions_gate();

CREATE FUNCTION actions_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is not allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER actions_outbox_stays BEFORE DELETE OR TRUNCATE ON actions_outbox
    FOR EACH STATEMENT EXECUTE FUNCTION actions_stays();
CREATE TRIGGER actions_emergency_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON actions_emergency
    FOR EACH STATEMENT EXECUTE FUNCTION actions_stays();
CREATE TRIGGER actions_step_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON actions_step
    FOR EACH STATEMENT EXECUTE FUNCTION actions_stays();
REVOKE DELETE ON actions_outbox FROM "{settings.DATABASE_ROLES["application"]}";
REVOKE UPDATE, DELETE ON actions_emergency, actions_step FROM "{settings.DATABASE_ROLES["application"]}";
"""


UNDO = """
DROP TRIGGER actions_step_stays ON actions_step;
DROP TRIGGER actions_emergency_stays ON actions_emergency;
DROP TRIGGER actions_outbox_stays ON actions_outbox;
DROP TRIGGER actions_gate ON actions_outbox;
DROP FUNCTION actions_stays(), actions_gate(), actions_is_emergency(bigint, uuid),
    actions_is_verified(bigint, uuid, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0001_initial"),
        ("capture", "0001_initial"),
        ("ledger", "0001_initial"),
        ("vault", "0001_initial"),
    ]
    operations = [migrations.RunSQL(GATE, UNDO)]
