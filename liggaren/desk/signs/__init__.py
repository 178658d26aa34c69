"""Proposals beside a text: numbered marks, masked until opened, and a person's word on each (C7.3, C7.4)."""
