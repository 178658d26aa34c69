"""The icon and colour that go with each state word; a colour never stands without the word (ui.md §1)."""

from __future__ import annotations

from liggaren.register import media

# (thing, state) -> (icon, tone); tone is "", "red", "amber", "blue" or "own". What is in order has no tone.
MARKS: dict[str, dict[str, tuple[str, str]]] = {
    "plan": {
        "draft": ("pen", "blue"),
        "with_manager": ("wait", "blue"),
        "with_director": ("wait", "blue"),
        "change_requested": ("reply", "amber"),
        "approved": ("check", ""),
        "refused": ("x", "red"),
        "superseded": ("file", ""),
    },
    "account": {
        "planned": ("pen", "blue"),
        "started": ("check", ""),
        "adopted": ("warn", "amber"),
        "at_risk": ("warn", "amber"),
        "one_administrator": ("warn", "amber"),
        "broken": ("cut", "red"),
        "watch_missed": ("late", "red"),
        "crisis": ("late", "red"),
        "closing": ("wait", "blue"),
        "closed": ("box", ""),
    },
    "suspicion": {
        "flagged": ("eye", "amber"),
        "suspected": ("warn", "amber"),
        "restricted": ("lock", "amber"),
    },
    "registration": {
        "due": ("clock", ""),
        "sent": ("wait", "blue"),
        "registered": ("check", ""),
        "late": ("late", "red"),
        "withdrawn": ("x", ""),
    },
    "item": {
        "present": ("eye", ""),
        "missing": ("ask", "amber"),
        "deleted": ("x", ""),
        "unavailable": ("cut", "amber"),
        "hidden_by_us": ("hide", ""),
        "removed_by_us": ("bin", ""),
        "restricted": ("lock", "amber"),
    },
    "handling": {
        "untaken": ("hand", ""),
        "taken": ("person", ""),
        "waiting": ("people", "blue"),
        "answered": ("reply", ""),
        "case": ("case", ""),
        "referred": ("party", ""),
        "done": ("check", ""),
    },
    "removal": {
        "securing": ("wait", "blue"),
        "by_hand": ("hand", "amber"),
        "emergency": ("warn", "amber"),
        "waiting_second": ("people", "blue"),
        "retrying": ("wait", "blue"),
        "sent": ("wait", "blue"),
        "confirmed": ("check", ""),
        "unknown": ("ask", "amber"),
        "refused": ("x", "red"),
        "restored": ("reply", ""),
        "not_done": ("x", "red"),
        "withdrawn": ("reply", ""),
        "noted": ("check", ""),
    },
    "appeal": {
        "received": ("ask", "amber"),
        "upheld": ("check", ""),
        "reversed": ("reply", ""),
    },
    "case": {
        "received": ("mail", ""),
        "assigned": ("people", ""),
        "in_progress": ("wait", "blue"),
        "waiting": ("ask", "amber"),
        "closed": ("check", ""),
    },
    "snapshot": {
        "due": ("clock", ""),
        "making": ("wait", "blue"),
        "valid": ("check", ""),
        "failed": ("x", "red"),
        "not_validated": ("pause", "amber"),
        "delivered": ("up", ""),
        "received": ("check", ""),
        "rejected": ("x", "red"),
    },
    "proof": {
        "sealed": ("seal", "own"),
        "waiting_timestamp": ("clock", ""),
        "holds": ("check", ""),
        "fails": ("x", "red"),
        "not_tried": ("pause", ""),
    },
    "duty": {
        "late": ("late", "red"),
        "before": ("clock", "amber"),
        "today": ("clock", ""),
        "weekday": ("calendar", ""),
        "done": ("check", ""),
        "postponed": ("pause", ""),
    },
}


def platform(key: str) -> tuple[str, str]:
    """Mark and name of a platform; two letters and the name in text, never a logotype (ui.md §10)."""
    medium = media.get(key)
    return medium.mark, medium.name
