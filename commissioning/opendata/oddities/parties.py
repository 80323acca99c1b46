"""Odd parties: no buyer, and addresses that lead nowhere."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.merging import Merged
from commissioning.opendata.notice import is_web_address
from commissioning.opendata.oddities.telling import warned
from commissioning.opendata.part import Part
from commissioning.opendata.warning import Odd, Warned

POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE | re.ASCII)
ABROAD: Final = re.compile(r"^(?!gb$|gbr$|uk$|eng|sco|wal|northern i|united k|great b|channel|other|$)", re.IGNORECASE)
MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WITHHELD: Final = "REDACTED"


def buyers(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """A notice that does not say who is buying."""
    if not notice.buyer:
        yield warned(notice, Odd.NO_BUYER, "The notice does not say who is buying. Add the buyer as a party.")


def addresses(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """Postal addresses in the UK without a readable postcode, or with nothing but one."""
    stated = {party["id"]: party.get("address", {}) for party in merged.now.get("parties", [])}
    for party in notice.parties:
        address = {key: str(value or "") for key, value in stated[party.id].items()}
        doubt = _doubt(address) if any(address.values()) else ""
        if doubt:
            text = f"The address of {party.name or party.id} {doubt} Check it before you write there."
            yield warned(notice, Odd.BAD_ADDRESS, text, f"parties.{party.id}.address")


def _doubt(address: dict[str, str]) -> str:
    if ABROAD.match(address.get("country") or address.get("countryName", "")):
        return ""
    street, town = address.get("streetAddress", ""), address.get("locality", "")
    if POSTCODE.sub("", f"{street}{town}").strip(" ,.;") == "":
        return "is only a postcode or a country, without street or town."
    if not POSTCODE.search(f"{address.get('postalCode', '')} {street}"):
        return "has no postcode that can be read, or its line breaks were lost."
    return ""


def mail_addresses(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """E-mail addresses that are none; one withheld by the publisher is not odd."""
    for party in merged.now.get("parties", []):
        mail = party.get("contactPoint", {}).get("email") or ""
        if mail not in {"", WITHHELD} and not MAIL.fullmatch(mail):
            text = f"“{mail}”, given for {party.get('name') or party['id']}, is not an e-mail address; it is not used."
            yield warned(notice, Odd.BAD_EMAIL, text, f"parties.{party['id']}.name")


def web_addresses(_notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """Web addresses that no browser should follow; they are left out."""
    for part in _linking(Part(merged, {}, merged.now)):
        url = part.text("url")
        if url and not is_web_address(url):
            source = merged.source((*part.path, "url"))
            text = f"“{url}” is not a web address that can be followed; it was left out."
            yield Warned(Odd.BAD_WEB_ADDRESS, text, source.notice, source.path)


def _linking(root: Part) -> Iterator[Part]:
    contracts = root.each("contracts")
    stages = [root.within("planning"), root.within("tender"), *root.each("awards"), *contracts]
    holders = [*stages, *(contract.within("implementation") for contract in contracts)]
    yield from (party.within("details") for party in root.each("parties"))
    yield from chain.from_iterable(holder.each("documents") for holder in holders)
