"""Invented words for made-up cases: nobody's places, nobody's services."""

from __future__ import annotations

from random import Random

FIRST = (
    "bran",
    "cal",
    "dor",
    "elm",
    "fen",
    "gal",
    "hol",
    "kir",
    "lor",
    "mar",
    "nor",
    "pel",
    "rav",
    "sel",
    "tor",
    "wen",
)
LAST = ("by", "cote", "den", "field", "gate", "ham", "holm", "leigh", "mere", "ton", "wick", "worth")
THINGS = ("bothering", "callowing", "drindling", "farrowing", "gleamering", "hurdling", "lambering", "mendling")
WHOM = ("ollers", "perriers", "quillers", "rowters", "stellers", "tarriers", "umberers", "wissers")
GIVEN = ("Adun", "Berel", "Cadra", "Dovin", "Esmel", "Farin", "Gesta", "Hadrel", "Ivona", "Jorun", "Kesra", "Lovin")
TRADES = ("Byways", "Commons", "Hearths", "Lanterns", "Moorings", "Orchards", "Quarries", "Waters")


def place(random: Random) -> str:
    """Return a place that is nowhere, such as Fenholm."""
    return f"{random.choice(FIRST)}{random.choice(LAST)}".capitalize()


def title(random: Random) -> str:
    """Return the title of a made-up case."""
    return f"{random.choice(THINGS).capitalize()} for {random.choice(WHOM)}, {place(random)}"


def person(random: Random) -> str:
    """Return the name of a made-up person."""
    return f"{random.choice(GIVEN)} {place(random)}"


def service(number: int) -> str:
    """Return the name of a made-up service, another one for each number."""
    rest, trade = divmod(number, len(TRADES))
    second, first = divmod(rest, len(FIRST))
    return f"{FIRST[first].capitalize()}{LAST[second % len(LAST)]} {TRADES[trade]}"
