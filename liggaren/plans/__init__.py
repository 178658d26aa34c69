"""Activity plans, approvals and goals."""
