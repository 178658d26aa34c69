"""What the database itself refuses: a start without two approvals, changed working facts, overlapping periods."""

from django.conf import settings
from django.db import migrations

# Ranges of one value stand in for equality: the embedded database has no btree_gist.
PERIODS = """
ALTER TABLE register_accountownership ADD CONSTRAINT ownership_periods_never_overlap EXCLUDE USING gist (
    int8range(hashtextextended(account_id::text, 0), hashtextextended(account_id::text, 0), '[]') WITH &&,
    daterange(valid_from, valid_to) WITH &&
);
ALTER TABLE register_administrator ADD CONSTRAINT administrator_periods_never_overlap EXCLUDE USING gist (
    int8range(hashtextextended(account_id::text, 0), hashtextextended(account_id::text, 0), '[]') WITH &&,
    int8range(user_id, user_id, '[]') WITH &&,
    daterange(valid_from, valid_to) WITH &&
);
"""
PERIODS_BACK = """
ALTER TABLE register_accountownership DROP CONSTRAINT ownership_periods_never_overlap;
ALTER TABLE register_administrator DROP CONSTRAINT administrator_periods_never_overlap;
"""
START = """
CREATE FUNCTION register_guard_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'started' AND NOT EXISTS (
        SELECT 1 FROM register_workingfacts facts
        JOIN ledger_record record ON record.entry_id = facts.approval_entry_id
        WHERE facts.account_id = NEW.id AND facts.approver_one_id <> facts.approver_two_id
        AND record.kind IN ('plan.approved', '') -- a weeded record has lost its words
    ) THEN
        RAISE EXCEPTION 'an account starts only with two approvers and the approval''s ledger entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'start_needs_two_approvals';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_start BEFORE INSERT OR UPDATE OF status ON register_account
    FOR EACH ROW EXECUTE FUNCTION register_guard_start();
"""
START_BACK = "DROP TRIGGER guard_start ON register_account; DROP FUNCTION register_guard_start();"
ROLE = settings.DATABASE_ROLES["application"]
FACTS = f'REVOKE UPDATE, DELETE, TRUNCATE ON register_workingfacts FROM "{ROLE}"'
FACTS_BACK = f'GRANT UPDATE, DELETE ON register_workingfacts TO "{ROLE}"'


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(PERIODS, PERIODS_BACK),
        migrations.RunSQL(START, START_BACK),
        migrations.RunSQL(FACTS, FACTS_BACK),
    ]
