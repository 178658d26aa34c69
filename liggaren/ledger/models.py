"""The log's tables: leaves, what they commit to, their numbers, the tree, its heads (design 3.4, 3.5).

The application's role may insert and select only; triggers refuse the rest for everyone (migration 0002).
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One leaf: a version byte and a salted commitment, 33 bytes. `id` is not its place in the log."""

    id = models.BigAutoField(primary_key=True)
    leaf = models.BinaryField(max_length=33)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.expressions.RawSQL("octet_length(leaf) = 33", (), models.BooleanField()),
                name="ledger_leaf_is_33_bytes",
            )
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Record(models.Model):
    """What a leaf commits to. Emptied, never deleted, by `ledger_weed`, which appends its own leaf first."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="record")
    kind = models.CharField(max_length=100, blank=True)
    actor = models.CharField(max_length=200, blank=True)
    obj = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(null=True)
    digests = models.JSONField(default=dict)
    salt = models.BinaryField(null=True, max_length=32)
    made_at = models.DateTimeField(null=True)
    weeded_by = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["obj"], name="ledger_record_obj"),
            models.Index(fields=["kind", "-made_at"], name="ledger_record_kind"),
        ]

    def __str__(self) -> str:
        return self.kind or "weeded"


class Number(models.Model):
    """The place of an entry in the log, from 0. Given once, by the sequencer, to committed entries only."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="number")

    def __str__(self) -> str:
        return str(self.index)


class Pending(models.Model):
    """An entry without a number. Written by a trigger on `Entry`; gone only when the number is there."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="pending")

    def __str__(self) -> str:
        return f"pending {self.pk}"


class Node(models.Model):
    """The hash of a complete subtree of 2**level leaves, level 1 and up (level 0 is hashed from the leaf)."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed tree head; `note` is the whole C2SP checkpoint. At most one for each size."""

    id = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"
