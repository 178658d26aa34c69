"""What an act orders never changes, with one exception: the words of an act on a purged item are emptied.

Only to nothing, only without any other change, and only once the item is marked as purged (design 3.8). The
gate itself, what a removal needs before it is sent, is as it was.
"""

from importlib import import_module

from django.db import migrations

before = import_module("liggaren.actions.migrations.0002_gate")
CREATE, _ = before.GATE.split("CREATE TRIGGER actions_gate", 1)
GATE = "CREATE OR REPLACE FUNCTION actions_gate()" + CREATE.split("CREATE FUNCTION actions_gate()", 1)[1]
SAME_ORDER = "    IF (NEW.id, NEW.key, NEW.act,"
EMPTIED = """    IF NEW.text = '' AND OLD.text <> '' AND OLD.state <> 'prepared' AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text'
       AND EXISTS (SELECT 1 FROM capture_item i WHERE i.id = OLD.item_id AND i.purged_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
"""
assert GATE.count(SAME_ORDER) == 1


class Migration(migrations.Migration):
    dependencies = [("actions", "0002_gate"), ("capture", "0003_withheld")]
    operations = [migrations.RunSQL(GATE.replace(SAME_ORDER, EMPTIED + SAME_ORDER), GATE)]
