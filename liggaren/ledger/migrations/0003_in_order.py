"""Numbers come in order without gaps, and a checkpoint covers only what has a number.

The database cannot check a signature; this narrows what the application's own role could write by hand
(docs/evidence.md says what is left). The functions look in `public` first: no temporary table stands in.
"""

from django.db import migrations

ORDER = """
CREATE FUNCTION ledger_numbers_in_order() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first bigint; last bigint; many bigint; before bigint;
BEGIN
    SELECT min(index), max(index), count(*) INTO first, last, many FROM fresh;
    IF many = 0 THEN
        RETURN NULL;
    END IF;
    SELECT n.index INTO before FROM ledger_number n WHERE n.index < first ORDER BY n.index DESC LIMIT 1;
    IF first <> coalesce(before, -1) + 1 OR last - first + 1 <> many THEN
        RAISE EXCEPTION 'numbers are given in order' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_numbers_in_order AFTER INSERT ON ledger_number REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_numbers_in_order();

CREATE FUNCTION ledger_checkpoint_covers() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF octet_length(NEW.root) <> 32
       OR NEW.size > coalesce((SELECT n.index FROM ledger_number n ORDER BY n.index DESC LIMIT 1), -1) + 1
       OR split_part(NEW.note, E'\\n', 2) <> NEW.size::text
       OR split_part(NEW.note, E'\\n', 3) <> encode(NEW.root, 'base64') THEN
        RAISE EXCEPTION 'a checkpoint covers what has a number, and its note says the same'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_checkpoint_covers BEFORE INSERT ON ledger_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_checkpoint_covers();
"""
UNDO = """
DROP TRIGGER ledger_checkpoint_covers ON ledger_checkpoint;
DROP TRIGGER ledger_numbers_in_order ON ledger_number;
DROP FUNCTION ledger_checkpoint_covers(), ledger_numbers_in_order();
"""
FIRM = """
ALTER FUNCTION ledger_refuse() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION ledger_record_update() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION ledger_pending_ends() SET search_path = pg_catalog, public, pg_temp;
"""
SOFT = """
ALTER FUNCTION ledger_refuse() RESET search_path;
ALTER FUNCTION ledger_record_update() RESET search_path;
ALTER FUNCTION ledger_pending_ends() RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_insert_only")]
    operations = [migrations.RunSQL(FIRM, SOFT), migrations.RunSQL(ORDER, UNDO)]
