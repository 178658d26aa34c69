"""Insert and select only: rights taken from the application, triggers for everyone, one function that weeds.

The owner can still lift its own triggers; against that the proof is checkpoints held elsewhere (docs/evidence.md).
"""

from django.conf import settings
from django.db import migrations

APPLICATION = settings.DATABASE_ROLES["application"].replace('"', '""')
FIXED = ("ledger_entry", "ledger_number", "ledger_node", "ledger_checkpoint")

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

RECORD_UPDATE = """
CREATE FUNCTION ledger_record_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.weeded_by_id IS NULL AND OLD.kind <> 'record.weeded'
        AND NEW.entry_id = OLD.entry_id AND NEW.weeded_by_id > OLD.entry_id
        AND NEW.kind = '' AND NEW.actor = '' AND NEW.obj = '' AND NEW.facts IS NULL
        AND NEW.digests = '{}'::jsonb AND NEW.salt IS NULL AND NEW.made_at IS NULL
        AND EXISTS (
            SELECT 1 FROM ledger_record w WHERE w.entry_id = NEW.weeded_by_id AND w.kind = 'record.weeded'
                AND w.facts -> 'entries' @> to_jsonb(OLD.entry_id))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a record is only ever emptied, by ledger_weed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_record_update BEFORE UPDATE ON ledger_record
    FOR EACH ROW EXECUTE FUNCTION ledger_record_update();
"""

PENDING = """
CREATE FUNCTION ledger_entry_waits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_pending (entry_id) SELECT id FROM fresh;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_waits AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_waits();

CREATE FUNCTION ledger_pending_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ended LEFT JOIN ledger_number n ON n.entry_id = ended.entry_id
               WHERE n.entry_id IS NULL) THEN
        RAISE EXCEPTION 'an entry waits until it has its number' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_pending_ends AFTER DELETE ON ledger_pending REFERENCING OLD TABLE AS ended
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_pending_ends();
"""

WEED = """
CREATE FUNCTION ledger_weed(entries bigint[], weeding text, weeding_salt bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written jsonb := weeding::jsonb;
    fresh bigint;
BEGIN
    IF written ->> 'kind' IS DISTINCT FROM 'record.weeded' OR octet_length(weeding_salt) IS DISTINCT FROM 32
        OR written -> 'facts' -> 'entries' IS DISTINCT FROM to_jsonb(entries) OR cardinality(entries) = 0 THEN
        RAISE EXCEPTION 'a weeding needs its own record, naming the entries' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ledger_entry (leaf) VALUES ('\\x01'::bytea || sha256(
        convert_to('liggaren-record/1', 'UTF8') || '\\x00'::bytea || weeding_salt || convert_to(weeding, 'UTF8')))
        RETURNING id INTO fresh;
    INSERT INTO ledger_record (entry_id, kind, actor, obj, facts, digests, salt, made_at)
        VALUES (fresh, 'record.weeded', written ->> 'actor', written ->> 'object', written -> 'facts',
            written -> 'digests', weeding_salt, (written ->> 'made_at')::timestamptz);
    UPDATE ledger_record SET kind = '', actor = '', obj = '', facts = NULL, digests = '{}'::jsonb, salt = NULL,
        made_at = NULL, weeded_by_id = fresh WHERE entry_id = ANY(entries) AND weeded_by_id IS NULL;
    RETURN fresh;
END $$;
"""


def _refusals() -> str:
    parts = []
    for table in (*FIXED, "ledger_record", "ledger_pending"):
        deeds = {"ledger_record": "DELETE", "ledger_pending": "UPDATE"}.get(table, "UPDATE OR DELETE")
        parts.append(
            f"CREATE TRIGGER {table}_fixed BEFORE {deeds} ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse();"
            f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_refuse();"
        )
    return "".join(parts)


def _rights() -> str:
    tables = ", ".join((*FIXED, "ledger_record"))
    return f"""
    REVOKE ALL ON {tables}, ledger_pending FROM "{APPLICATION}";
    GRANT SELECT, INSERT ON {tables} TO "{APPLICATION}";
    GRANT SELECT, DELETE ON ledger_pending TO "{APPLICATION}";
    REVOKE ALL ON FUNCTION ledger_weed(bigint[], text, bytea) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION ledger_weed(bigint[], text, bytea) TO "{APPLICATION}";
    """


UNDO = """
DROP FUNCTION ledger_weed(bigint[], text, bytea);
DROP FUNCTION ledger_refuse() CASCADE;
DROP FUNCTION ledger_record_update() CASCADE;
DROP FUNCTION ledger_entry_waits() CASCADE;
DROP FUNCTION ledger_pending_ends() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE + RECORD_UPDATE + PENDING + WEED + _refusals() + _rights(), UNDO),
    ]
