"""What the playground's API says when it refuses: a status, a stable code and a sentence."""

from __future__ import annotations

from collections.abc import Mapping


class ApiError(Exception):
    """An answer other than success; becomes `{"error": {"code", "message"}}`."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})


def not_found() -> ApiError:
    """No such id has ever been."""
    return ApiError(404, "not_found", "No item or page with that id.")


def gone() -> ApiError:
    """The id was, and is deleted."""
    return ApiError(410, "deleted", "The item has been deleted.")
