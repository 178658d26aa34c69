"""Doors for staff: a full page, or an htmx part of the same template."""
