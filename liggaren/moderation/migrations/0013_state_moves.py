"""The database itself refuses a move that the tables of states do not hold (design 3.11, 3.13)."""

from django.db import migrations

TABLES = {
    "moderation_removal": (
        ("opened", "second"), ("opened", "decided"), ("opened", "done"), ("opened", "withdrawn"),
        ("second", "decided"), ("second", "withdrawn"),
        ("decided", "done"), ("decided", "not_done"), ("decided", "withdrawn"), ("done", "restored"),
    ),
    "moderation_registrationrequest": (
        ("to_register", "sent"), ("to_register", "registered"), ("to_register", "withdrawn"),
        ("sent", "to_register"), ("sent", "registered"), ("sent", "withdrawn"),
    ),
}  # fmt: skip

FUNCTION = """
CREATE FUNCTION moderation_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT (OLD.state || '>' || NEW.state) = ANY (TG_ARGV) THEN
        RAISE EXCEPTION '% cannot go from % to %', TG_TABLE_NAME, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
"""


def _trigger(table, moves):
    words = ", ".join(f"'{before}>{after}'" for before, after in moves)
    return (
        f"CREATE TRIGGER {table}_moves BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION moderation_moves({words});\n"
    )


DO = FUNCTION + "".join(_trigger(table, moves) for table, moves in TABLES.items())
UNDO = "".join(f"DROP TRIGGER {table}_moves ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0012_queue_in_order")]
    operations = [migrations.RunSQL(DO, UNDO + "DROP FUNCTION moderation_moves();")]
