"""The information text of an account: what it says, and whether it is in place (BBS-lagen 3 §)."""
