"""The append-only, signed log and its verifier. Names people and things only by opaque strings."""
