"""What the supervisor says while it works: Swedish lines for a person, or one JSON object a line."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    as_json: bool = False

    def say(self, text: str) -> None:
        self._write({"say": text}, text)

    def ready(self, address: str, *, demonstration: bool, off: list[str]) -> None:
        """The address, how to sign in, and what is off on this machine."""
        how = (
            f"Logga in: öppna {address}/demo/ och välj en roll."
            " Allt är påhittat och nås bara från den här datorn."
            if demonstration
            else f"Logga in: {address}/inloggning/login/"
        )
        lines = ["", f"Liggaren är igång: {address}", how, *(f"Avstängt: {reason}" for reason in off)]
        lines.append("Avsluta med Ctrl-C. Det som sparats finns kvar till nästa gång.")
        self._write({"ready": address, "sign_in": how, "off": off}, "\n".join(lines))

    def _write(self, answer: dict[str, object], text: str) -> None:
        print(json.dumps(answer, ensure_ascii=False) if self.as_json else text, flush=True, file=sys.stdout)
