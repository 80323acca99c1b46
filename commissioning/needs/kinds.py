"""The words that needs are told in: ways to meet a need, kinds of outcome, effects on people, whom one talked to."""

from typing import Final

from django.db.models import TextChoices


class OptionKind(TextChoices):
    """A way to meet a need."""

    DO_NOTHING = "do_nothing", "Do nothing"
    IN_HOUSE = "in_house", "Do it in house"
    GRANT = "grant", "Give a grant"
    CONTRACT = "contract", "Buy it under a contract"
    SHARED = "shared", "Share it with another body"


class OutcomeKind(TextChoices):
    """What an outcome is about."""

    PEOPLE = "people", "A change for people"
    COHESION = "cohesion", "Community cohesion"
    VALUE_FOR_MONEY = "value_for_money", "Value for money"


class Effect(TextChoices):
    """How something bears on one part of the equality duty."""

    HELPS = "helps", "It helps"
    NONE = "none", "It makes no difference"
    HARMS = "harms", "It may make it worse"
    UNKNOWN = "unknown", "Not known yet"


class Group(TextChoices):
    """A protected characteristic (Equality Act 2010 s.4), under the words it is chosen and read by."""

    AGE = "Age"
    DISABILITY = "Disability"
    GENDER_REASSIGNMENT = "Gender reassignment"
    MARRIAGE = "Marriage and civil partnership"
    PREGNANCY = "Pregnancy and maternity"
    RACE = "Race"
    RELIGION = "Religion or belief"
    SEX = "Sex"
    ORIENTATION = "Sexual orientation"


class Engaged(TextChoices):
    """Whom one talked to before anything was decided."""

    SUPPLIERS = "suppliers", "Suppliers of any size"
    SMALL = "small", "Small and medium-sized suppliers"
    VCSE = "vcse", "Voluntary and community organisations, social enterprises"
    PEOPLE = "people", "People who use it, and their carers"


class Subsidy(TextChoices):
    """What a grant is under the Subsidy Control Act 2022."""

    NONE = "none", "It is no subsidy"
    MINIMAL = "minimal", "Minimal financial assistance"
    SCHEME = "scheme", "A subsidy under a scheme or streamlined route"
    PRINCIPLES = "principles", "A subsidy assessed against the subsidy control principles"


EFFECTS: Final = ("equality_discrimination", "equality_opportunity", "equality_relations")  # the limbs of s.149(1)
HIGHEST_SCORE: Final = 5
