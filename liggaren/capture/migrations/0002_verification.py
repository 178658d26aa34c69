"""Verification rows come only from `capture_verify`, which trusts no flag (design 3.3).

It joins item, version, leaf below the size of a stored checkpoint, the leaf's own record and a live blob key,
and stamps the time by the server's clock. The application's role may call it and read the rows, nothing else.
"""

from django.conf import settings
from django.db import migrations

APPLICATION = settings.DATABASE_ROLES["application"]

FORWARD = f"""
CREATE FUNCTION capture_verify(p_item uuid, p_version bigint, p_facts jsonb DEFAULT '{{}}') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_entry bigint;
    v_blob varchar;
    v_index bigint;
    v_checkpoint bigint;
    v_id bigint;
BEGIN
    SELECT entry_id, slice_id INTO v_entry, v_blob
        FROM public.capture_version WHERE id = p_version AND item_id = p_item;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'capture_verify: the item has no such version' USING ERRCODE = 'LG001';
    END IF;
    PERFORM 1 FROM public.ledger_record
        WHERE entry_id = v_entry AND obj = 'item:' || p_item AND salt IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'capture_verify: the entry is not this item''s' USING ERRCODE = 'LG002';
    END IF;
    SELECT n.index INTO v_index FROM public.ledger_number n WHERE n.entry_id = v_entry;
    SELECT c.id INTO v_checkpoint FROM public.ledger_checkpoint c
        WHERE c.size > v_index ORDER BY c.size DESC LIMIT 1;
    IF v_checkpoint IS NULL THEN
        RAISE EXCEPTION 'capture_verify: no checkpoint covers the entry' USING ERRCODE = 'LG003';
    END IF;
    PERFORM 1 FROM public.vault_blob WHERE id = v_blob AND state = 'live' AND wrapped_key IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'capture_verify: the bytes cannot be read any more' USING ERRCODE = 'LG004';
    END IF;
    INSERT INTO public.capture_verification (item_id, version_id, entry_id, checkpoint_id, blob_id, facts, made_at)
        VALUES (p_item, p_version, v_entry, v_checkpoint, v_blob, p_facts, clock_timestamp())
        RETURNING id INTO v_id;
    RETURN v_id;
END
$$;
REVOKE ALL ON FUNCTION capture_verify(uuid, bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION capture_verify(uuid, bigint, jsonb) TO {APPLICATION};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON capture_verification FROM {APPLICATION};
"""

BACKWARD = f"""
DROP FUNCTION capture_verify(uuid, bigint, jsonb);
GRANT INSERT, UPDATE, DELETE ON capture_verification TO {APPLICATION};
"""


class Migration(migrations.Migration):
    dependencies = [("capture", "0001_initial"), ("ledger", "0001_initial"), ("vault", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
