"""One word for each state, the same on screen, in mail, in the PDF and in exports (ui.md §8).

The keys are the states as the rooms keep them. A word is plain Swedish; a door may translate it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "plan": {
            "draft": "Utkast",
            "with_manager": "Hos verksamhetens chef",
            "with_director": "Hos förvaltningschefen",
            "change_requested": "Ändring begärd",
            "approved": "Godkänd",
            "refused": "Avslagen",
            "superseded": "Ersatt",
        },
        "account": {
            "planned": "Planerat",
            "started": "I ordning",
            "adopted": "Inte i ordning än (övertaget)",
            "at_risk": "I riskzonen",
            "one_administrator": "Bara en administratör",
            "broken": "Anslutningen bruten",
            "watch_missed": "Bevakning missad",
            "crisis": "Krisläge",
            "closing": "Avslutas",
            "closed": "Avslutat",
        },
        "suspicion": {
            "flagged": "Flaggat",
            "suspected": "Misstänkt",
            "restricted": "Begränsat",
        },
        "registration": {
            "due": "Att diarieföra",
            "sent": "Skickad",
            "registered": "Diarieförd (nummer)",
            "late": "Försenad",
            "withdrawn": "Återtagen",
        },
        "item": {
            "present": "Syns",
            "missing": "Saknas i listan",
            "deleted": "Borta, bekräftat",
            "unavailable": "Går inte att nå",
            "hidden_by_us": "Dolt av oss",
            "removed_by_us": "Borttaget av oss",
            "restricted": "Begränsat",
        },
        "handling": {
            "untaken": "Otagen",
            "taken": "Tagen av …",
            "waiting": "Väntar på kollega",
            "answered": "Besvarad",
            "case": "Blev ärende",
            "referred": "Hänvisad",
            "done": "Klar",
        },
        "removal": {
            "securing": "Bevis säkras",
            "by_hand": "Görs för hand",
            "emergency": "Nödväg",
            "waiting_second": "Väntar på andra beslutet",
            "retrying": "Väntar på nytt försök",
            "sent": "Skickad",
            "confirmed": "Utfört, bekräftat",
            "unknown": "Utfall okänt",
            "refused": "Nekad av plattformen",
            "restored": "Återställd",
            "not_done": "Inte utfört",
            "withdrawn": "Återtaget",
            "noted": "Antecknat",
        },
        "appeal": {
            "received": "Att ompröva",
            "upheld": "Beslutet står fast",
            "reversed": "Beslutet ändrat",
        },
        "case": {
            "received": "Mottaget",
            "assigned": "Hos rätt enhet",
            "in_progress": "Åtgärdas",
            "waiting": "Väntar på dig",
            "closed": "Avslutat",
        },
        "snapshot": {
            "due": "Ska göras",
            "making": "Framställs",
            "valid": "Giltig",
            "failed": "Underkänd",
            "not_validated": "Inte prövad",
            "delivered": "Levererad",
            "received": "Mottagen",
            "rejected": "Avvisad",
        },
        "proof": {
            "sealed": "Säkrad",
            "waiting_timestamp": "Väntar på tidsstämpel",
            "holds": "Stämmer",
            "fails": "Stämmer inte",
            "not_tried": "Inte prövat",
        },
        "duty": {
            "late": "1 dag sen",
            "before": "före 11.00",
            "today": "i dag",
            "weekday": "fredag",
            "done": "Klar",
            "postponed": "Uppskjuten till …",
        },
    }
)


def word(thing: str, state: str) -> str:
    """The word for a state of a thing, ("plan", "draft") -> "Utkast". Raises KeyError when unknown."""
    return WORDS[thing][state]
