"""How staff come in: password and passkey or one-time code; in demonstrations one click per role."""
