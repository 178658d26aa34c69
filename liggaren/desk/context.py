"""What every page of the desk needs around its own content: whose book, who reads, where to go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from liggaren.desk import access, demo_door, sections, waiting
from liggaren.lib import clock, dates
from liggaren.people import queries
from liggaren.people.models import Municipality, User

DEFAULT_ACCENT = "#1c5a4a"


@dataclass
class Frame:
    """Read by base.html; every part is worked out on first use, so that other pages pay nothing."""

    request: HttpRequest

    @property
    def home(self) -> str:
        return "/start/" if self.kinds else "/"

    @cached_property
    def _row(self) -> Municipality | None:
        try:
            return queries.municipality()
        except Municipality.DoesNotExist:
            return None

    @property
    def municipality(self) -> str:
        return self._row.name if self._row else ""

    @property
    def web(self) -> str:
        return self._row.web if self._row else ""

    @property
    def accent(self) -> bool:
        """Whether the municipality has a colour of its own, served as a style sheet (no inline styles)."""
        return self._row is not None and self._row.accent.lower() != DEFAULT_ACCENT

    @cached_property
    def kinds(self) -> set[str]:
        return access.kinds(self.request)

    @property
    def name(self) -> str:
        return self.request.user.name if isinstance(self.request.user, User) else ""

    @property
    def read_only(self) -> bool:
        return bool(self.kinds) and self.kinds <= sections.READ_ONLY

    @cached_property
    def sections(self) -> list[sections.Section]:
        if not self.kinds or not isinstance(self.request.user, User):
            return []
        counts = waiting.counts(self.request.user, self.kinds)
        return [
            sections.Section(title, address, self.request.path.startswith(address), counts.get(address, 0))
            for title, address in sections.places(self.kinds)
        ]

    @property
    def search(self) -> bool:
        return bool(self.kinds) and sections.exists("/sok/")

    @property
    def proof(self) -> bool:
        return sections.exists("/kontrollera/")

    @property
    def demo(self) -> bool:
        return settings.DEMO and demo_door.is_open(self.request)

    @property
    def keys_off(self) -> str:
        return str(self.request.session.get("keys_off", "")) if hasattr(self.request, "session") else ""

    @property
    def printed(self) -> str:
        return dates.date_and_time(clock.now())


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` in every template."""
    return {"frame": Frame(request)}
