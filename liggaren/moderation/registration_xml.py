"""A request as FGS-ERMS XML, a draft: the element names and order are those that municipal generators share,
and nobody has validated them against Riksarkivet's schema (swedish-rules §3.3, §4; C7.2).

Two files, never one: the public set alone, or with the protected set. The public one holds nothing protected.
"""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree as ET

from django.db import transaction

from liggaren.lib import clock
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import RegistrationRequest, SecrecyDecision
from liggaren.moderation.registering import enter, is_registrar
from liggaren.people.models import User

NAMESPACE = "http://xml.ra.se/e-arkiv/FGS-ERMS"
DRAFT = "UTKAST. Inte prövad mot Riksarkivets schema. Kontrollera innan den läses in eller levereras."
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STATUS = {"inkommen": "Inkommen", "upprattad": "Upprättad", "expedierad": "Expedierad"}
DAY = {"inkommen": "Inkommen", "upprattad": "Upprattad", "expedierad": "Expedierad"}


@transaction.atomic
def write(row: RegistrationRequest, *, by: User, protected: bool = False) -> bytes:
    """The request as a file in UTF-8; that the protected set is taken is in the ledger before it is given.

    Raises NotYours for whoever is not registrar of its board.
    """
    if not is_registrar(by, row.board):
        raise NotYours
    if protected:
        enter(row, "registration.protected_exported", by)
    return build(row, protected=protected)


def build(row: RegistrationRequest, *, protected: bool) -> bytes:
    """`write` without question or entry."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_name("Leveransobjekt"))
    root.append(ET.Comment(f" {DRAFT} "))
    record = _add(_add(root, "ArkivobjektListaHandlingar"), "ArkivobjektHandling")
    record.set("Systemidentifierare", str(row.pk))
    _head(record, row)
    party = row.protected_party if protected else row.public_party
    _add(record, "Mottagare" if row.direction == "expedierad" else "Avsandare", party or "-")
    summary = row.protected_summary if protected else ""
    _add(record, "Beskrivning", summary or row.public_summary)
    _dates(record, row)
    _people(record, row)
    _add(record, "Notering", DRAFT)
    _add(record, "Rubrik", row.public_summary)
    _add(record, "StatusHandling", STATUS[row.direction])
    _restriction(record, row, protected)
    _tail(record, row, protected)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _head(record: ET.Element, row: RegistrationRequest) -> None:
    _add(record, "ArkivobjektID", row.diary_number or str(row.pk))
    for kind, value in (
        ("Nämnd", row.board.name), ("Plattform", row.account.platform), ("Konto", row.account.name),
        ("Skäl", row.get_reason_display()), ("Post i liggaren", str(row.evidence_entry)),
        ("Hör till ärende", row.related_case), ("Polisens nummer", row.police_number),
    ):  # fmt: skip
        if value:
            _add(record, "ExtraID", value).set("ExtraIDTyp", kind)
    if row.class_code:
        _add(record, "KlassReferens", row.class_code)
    _add(record, "Handlingstyp", row.record_type)


def _dates(record: ET.Element, row: RegistrationRequest) -> None:
    _add(record, DAY[row.direction], _stamp(row.received_at))
    _add(record, "Skapad", _stamp(row.requested_at))


def _people(record: ET.Element, row: RegistrationRequest) -> None:
    for role, person in (("Registrator", row.registrar), ("Handläggare", row.responsible)):
        if person is not None:
            agent = _add(record, "Agent")
            _add(agent, "Roll", role)
            _add(agent, "Namn", person.name)
            _add(agent, "Enhetsnamn", row.board.name)


def _restriction(record: ET.Element, row: RegistrationRequest, protected: bool) -> None:
    if row.reason != RegistrationRequest.Reason.SECRECY:
        return
    found = SecrecyDecision.objects.filter(item=row.item_id, after="restricted").order_by("-at").first()
    law = f" Bestämmelse: {found.provision}." if found and protected else ""
    restriction = _add(record, "Restriktion")
    restriction.set("Typ", "Sekretess")
    _add(restriction, "ForklarandeText", f"Kan omfattas av sekretess. Ska prövas vid utlämnande.{law}")


def _tail(record: ET.Element, row: RegistrationRequest, protected: bool) -> None:
    if protected and row.permalink:
        attached = _add(record, "Bilaga")
        attached.set("Namn", "Handlingen på plattformen")
        attached.set("Lank", UNFIT.sub("\ufffd", row.permalink))


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, _name(name))
    if text:
        element.text = UNFIT.sub("\ufffd", text)
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _stamp(at: datetime) -> str:
    return at.astimezone(clock.STOCKHOLM).isoformat(timespec="seconds")
