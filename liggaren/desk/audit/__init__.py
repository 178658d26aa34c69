"""The auditor's pages: questions with answers, equal treatment, the clock. Read-only."""
