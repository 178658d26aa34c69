"""Who reads the auditor's pages, and how far: the units that the reader's own role reaches."""

from __future__ import annotations

from liggaren.desk.access import role_required
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

READERS = (RoleKind.AUDITOR, RoleKind.PROTECTION_OFFICER, RoleKind.INFORMATION)
reader_required = role_required(*READERS)


def units_of(user: User) -> tuple[int, ...]:
    """The ids of the units whose accounts the reader may see in the reports."""
    return tuple(sorted(people.reach(user, READERS)))
