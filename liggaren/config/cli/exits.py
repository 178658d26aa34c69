"""Exit codes, the same for every command; `docs/operations.md` lists them."""

from __future__ import annotations

HOLDS = 0  # done, and what was checked holds
FAILED = 1  # done, and something does not hold
USAGE = 2  # the command could not be done as asked: bad words, an unreadable file, a refused start
NOT_VALIDATED = 3  # everything held, but a check could not be made on this machine
NOT_CONFIRMED = 4  # whole, but without a trusted key nothing says whose log it is
INTERRUPTED = 130
