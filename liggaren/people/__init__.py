"""Organisation tree, boards, users, roles and deputies, each with valid-from and valid-to."""
