"""Who may open each address. A new address without a row here fails the house.

OPEN: anyone, signed in or not. SIGNED: anyone who has signed in. STAFF: anyone who holds a role; a stranger
reads "not found". OBJECT: as STAFF, and only those whose work the object is: other staff find nothing.
"""

from __future__ import annotations

OPEN, SIGNED, STAFF, OBJECT = "open", "signed", "staff", "object"

ROWS: dict[str, str] = {
    "directory": OPEN, "directory_too": OPEN, "json": OPEN, "csv": OPEN, "data": OPEN, "contact": OPEN,
    "proof": OPEN, "log-key": OPEN, "accent": OPEN, "demo": OPEN, "gallery": OPEN, "favicon.ico": OPEN,
    "me": SIGNED,
    "start": STAFF, "plans": STAFF, "plan-new": STAFF, "approve": STAFF, "accounts": STAFF,
    "account-adopt": STAFF, "inbox": STAFF, "inbox-line": STAFF, "search": STAFF, "archive": STAFF,
    "archive-open": STAFF,
    "ledger": STAFF, "ledger-entry": STAFF, "ledger-proof": STAFF,
    "plan": OBJECT, "plan-write": OBJECT, "plan-autosave": OBJECT, "plan-choose": OBJECT,
    "plan-withdraw": OBJECT,    "approve-plan": OBJECT,
    "account": STAFF, "account-past": STAFF,  # the register is open to everyone who works here
    "account-change": OBJECT, "account-appoint": OBJECT, "account-dismiss": OBJECT, "account-connect": OBJECT,
    "account-check": OBJECT, "account-fetch": OBJECT, "account-start": OBJECT, "account-fetch-state": STAFF,
    "inbox-news": STAFF,
    "inbox-item": OBJECT, "inbox-take": OBJECT, "inbox-release": OBJECT, "inbox-done": OBJECT,
    "inbox-draft": OBJECT, "inbox-answer-state": OBJECT, "inbox-answer": OBJECT,
    "remove": OBJECT, "remove-sentence": OBJECT, "removal": OBJECT, "removal-agree": OBJECT,
    "removal-withdraw": OBJECT, "removal-check": OBJECT, "removal-done": OBJECT, "removal-tell": OBJECT,
    "removal-again": OBJECT,
    "removal-reverse": OBJECT, "removal-appeal": OBJECT, "removal-answer": OBJECT, "removal-author": OBJECT,
    "removal-police": OBJECT, "removal-picture": OBJECT, "removal-blurred": OBJECT, "removal-opened": OBJECT,
    "removal-grounds": OBJECT, "removal-ground": OBJECT,
    "item": OBJECT, "item-open": OBJECT, "finding-judge": OBJECT,
    "evidence-item": OBJECT, "evidence-removal": OBJECT,
    "snapshot": OBJECT, "snapshot-make": OBJECT, "snapshot-deliver": OBJECT, "snapshot-receive": OBJECT,
    "snapshot-reject": OBJECT, "snapshot-file": OBJECT,
    "snapshot-choose": OBJECT, "snapshot-recall": OBJECT, "snapshot-destroyed": OBJECT,
    "deliveries": OBJECT, "archive-window": OBJECT, "parcel-deliver": OBJECT, "parcel": OBJECT,
    "parcel-link": OBJECT, "parcel-receive": OBJECT, "parcel-reject": OBJECT, "parcel-fetch": OBJECT,
    "account-register": OBJECT, "account-register-csv": OBJECT,
    "purge-order": OBJECT, "purge": OBJECT, "purge-read": OBJECT, "purge-confirm": OBJECT,
    "purge-withdraw": OBJECT, "purge-police": OBJECT,
    "block-sender": OBJECT, "block": OBJECT, "block-done": OBJECT, "block-lift": OBJECT,
    "block-review": OBJECT, "account-blocks": OBJECT,
    "disappeared": STAFF, "disappeared-answer": OBJECT,
    "sweep-choose": OBJECT, "sweep": OBJECT, "sweep-standing": OBJECT, "sweep-agree": OBJECT,
    "sweep-stop": OBJECT, "sweep-go-on": OBJECT, "sweep-withdraw": OBJECT,
    "registrations": OBJECT, "registrations-csv": OBJECT, "registration-numbers": OBJECT,
    "registration": OBJECT, "registration-number": OBJECT, "registration-describe": OBJECT,
    "registration-read": OBJECT, "registration-remind": OBJECT, "registration-draft": OBJECT,
    "registration-pattern": OBJECT, "registration-withdraw": OBJECT, "item-suspect": OBJECT, "item-registration": OBJECT,
    "item-secrecy": OBJECT, "slip": OBJECT,
    "account-mode": OBJECT,
    "follow-enter": OPEN, "follow": OPEN, "follow-add": OPEN, "colleague-answer": OPEN,
    "cases": STAFF, "case-words": OBJECT, "case-word-remove": OBJECT, "parties": STAFF, "party-end": OBJECT,
    "elected-remove": OBJECT, "case-new": OBJECT, "case": OBJECT, "case-receive": OBJECT,
    "case-send-on": OBJECT, "case-decide": OBJECT, "case-tell": OBJECT, "case-reopen": OBJECT,
    "case-link": OBJECT, "case-thread": OBJECT, "case-message-read": OBJECT, "case-message-open": OBJECT,
    "colleague-ask": OBJECT, "colleague-withdraw": OBJECT, "refer": OBJECT,
    "audit": OBJECT, "audit-treatment": OBJECT, "audit-treatment-csv": OBJECT, "audit-decisions": OBJECT,
    "audit-decision": OBJECT, "audit-vanished": OBJECT, "audit-unknown": OBJECT, "audit-log": OBJECT,
    "audit-targets": OBJECT,
    "watch": STAFF, "watch-away": STAFF, "watch-account": STAFF, "watch-away-answer": OBJECT,
    "watch-alarms": OBJECT, "notices": STAFF,
    "crisis": STAFF, "crisis-order": OBJECT, "crisis-end": OBJECT, "crisis-answer": OBJECT,
    "crisis-texts": STAFF, "crisis-text": OBJECT,
    "advice": STAFF, "advice-ask": STAFF, "guidance": STAFF, "advice-queue": OBJECT, "advice-question": OBJECT,
    "account-notice": OBJECT,
}  # fmt: skip
