"""Sent words never change, an approved version not at all; approvals and remarks are only ever added."""

from django.conf import settings
from django.db import migrations

FREEZE = """
CREATE FUNCTION plans_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.approved_at IS NOT NULL OR
        (NEW.fields, NEW.digest, NEW.number, NEW.plan_id, NEW.revision, NEW.written_by_id, NEW.sent_at,
         NEW.sent_by_id, NEW.entry_id)
        IS DISTINCT FROM
        (OLD.fields, OLD.digest, OLD.number, OLD.plan_id, OLD.revision, OLD.written_by_id, OLD.sent_at,
         OLD.sent_by_id, OLD.entry_id)
    THEN
        RAISE EXCEPTION 'a sent version of a plan cannot be changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sent_version_is_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_version BEFORE UPDATE OR DELETE ON plans_planversion
    FOR EACH ROW EXECUTE FUNCTION plans_guard_version();
"""
FREEZE_BACK = "DROP TRIGGER guard_version ON plans_planversion; DROP FUNCTION plans_guard_version();"
ROLE = settings.DATABASE_ROLES["application"]
TABLES = "plans_approval, plans_remark, plans_goal, plans_planadministrator"
ADD_ONLY = f'REVOKE UPDATE, DELETE, TRUNCATE ON {TABLES} FROM "{ROLE}"'
ADD_ONLY_BACK = f'GRANT UPDATE, DELETE ON {TABLES} TO "{ROLE}"'


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [
        migrations.RunSQL(FREEZE, FREEZE_BACK),
        migrations.RunSQL(ADD_ONLY, ADD_ONLY_BACK),
    ]
