"""The pages beside a social value record: what is asked of the case, and measures to add with one press."""

from __future__ import annotations

from decimal import Decimal

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Body
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.review.models import Achievement
from commissioning.social_value.models import Measure, SocialValueRecord
from commissioning.verbs import Verb
from commissioning.vocabulary import Stage
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.measures.framed import a_catalogue
from tests.commissioning.needs.filled import within_case
from tests.council import AT, HOMECARE, SERVICE, People, a_case, people, strand_of
from workflows.demonstration.writing import write_record

__all__ = ["people"]


def test_adding_one_from_the_catalogue_and_one_that_was_delivered(people: People, db: None) -> None:
    """One press each; what stands there already is not offered again, and the trail tells of it."""
    with time_machine.travel(AT):
        past = a_case(people, title="Homecare, south", until=None)
        case = a_case(people, until=Stage.SOCIAL_VALUE)
        a_catalogue(owner=Body.objects.get(slug=SERVICE))
        amina, path = Reader(people["commissioner"]), f"/cases/{case.reference}/social-value/measures/"
        record = SocialValueRecord.objects.get(strand__case=case)
        with within_case(case):
            for choice in record.choices.filter(priority__code="P1"):
                choice.chosen = True
                choice.save()
        page = amina.get(f"{path}?cpv={HOMECARE.cpv}")
        assert "There is nothing similar yet" not in page
        assert "J1 Residents out of work who start a job" in page
        assert "serves P1" in page
        source = Measure.objects.filter(record__strand__case=past).order_by("pk").last()
        assert source is not None
        served = record.choices.get(priority__code="P1")
        for which in ("catalogue-1", f"similar-{source.pk}"):
            name = which if which.startswith("similar") else _catalogue_name(page, amina, path)
            amina.post(f"{path}?cpv={HOMECARE.cpv}", {"which": name})
        added = list(Measure.objects.filter(record=record).order_by("pk"))
        assert [one.reference for one in added] == ["M1", "M2"]
        assert (added[0].catalogue is not None, added[0].choice) == (True, served)
        assert (added[1].title, added[1].unit, added[1].target) == (source.title, source.unit, None)
        again = amina.post(f"{path}?cpv={HOMECARE.cpv}", {"which": f"similar-{source.pk}"}, 409)
        assert "stands in the record already" in words(again)
        assert "is not suggested any more" in words(amina.post(path, {"which": "similar-0"}, 409))
        entry = Entry.objects.filter(stream=f"case/{case.reference}", verb=Verb.SECTION_SAVED).latest("number")
        assert entry.capacity.startswith("Commissioner")
        Reader(people["finance"]).post(path, {"which": f"similar-{source.pk}"}, 403)


def test_a_script_reads_the_same_and_adds_once(people: People, db: None) -> None:
    with time_machine.travel(AT):
        past = a_case(people, title="Homecare, south", until=None)
        case = a_case(people, until=Stage.SOCIAL_VALUE)
        amina, path = Caller(people["commissioner"]), f"cases/{case.reference}/social-value/"
        told = amina.get(path).json()
        assert (told["act"]["owed"], len(told["act"]["parts"]), told["act"]["parts"][2]["complete"]) == (False, 3, True)
        assert (told["proportion"]["value"], told["proportion"]["most_measures"]) == ("240000.00", 3)
        assert amina.get(f"{path}measures/").json() == {"division": "", "similar": [], "catalogue": []}
        [hours, jobs] = amina.get(f"{path}measures/?cpv={HOMECARE.cpv}").json()["similar"]
        delivered = Achievement.objects.get(obligation__measure=hours["name"].removeprefix("similar-"))
        assert (hours["cases"], hours["contracts"], hours["unit"], hours["addable"]) == (1, 1, "hours", True)
        assert (hours["committed"], hours["verified"]) == (str(delivered.committed), str(delivered.verified))
        assert jobs["share"] == int(Decimal(jobs["verified"]) * 100 / Decimal(jobs["committed"]))
        asked = {"name": hours["name"], "cpv": "85"}
        first, again = (amina.post(f"{path}measures/", asked, key="add-1") for _ in range(2))
        assert (first.status_code, first.json()) == (201, again.json())
        assert Measure.objects.filter(record__strand__case=case).count() == 1
        assert amina.post(f"{path}measures/", asked, key="add-2").status_code == 409
        assert amina.get(f"{path}measures/?cpv=no").status_code == 422
        assert Caller(people["voluntary.sector"]).get(path).status_code == 403
        assert Caller(people["finance"]).post(f"{path}measures/", asked, key="add-3").status_code == 403
        assert past.pk != case.pk


def _catalogue_name(page: str, reader: Reader, path: str) -> str:
    """What names the first measure of the catalogue that can be added."""
    html = reader.client.get(f"{path}?cpv=85").content.decode()
    start = html.index('value="catalogue-') + len('value="')
    return html[start : html.index('"', start)]


def test_a_case_without_a_category_says_so_and_without_similar_ones(people: People, db: None) -> None:
    with time_machine.travel(AT):
        case = a_case(people, until=Stage.SOCIAL_VALUE)
        amina, path = Reader(people["commissioner"]), f"/cases/{case.reference}/social-value/measures/"
        assert "The category is not known yet." in amina.get(path)
        assert "There is nothing similar yet." in amina.get(f"{path}?cpv=45")
        assert "Enter a CPV code" in amina.get(f"{path}?cpv=care")
        assert "Add this measure" not in Reader(people["finance"]).get(path)
        Reader(people["voluntary.sector"]).get(path, 403)


def test_what_is_asked_is_told_in_words_and_figures(people: People, db: None) -> None:
    with time_machine.travel(AT):
        case = a_case(people, until=Stage.SOCIAL_VALUE)
        amina, path = Reader(people["commissioner"]), f"/cases/{case.reference}/social-value/"
        before = amina.get(path)
        assert (
            "below the threshold (£207,720 with VAT; £663,540 for light touch services): the Act does not bind it"
            in before
        )
        assert "The record asks for no measures yet, for £240,000 with VAT." in before
        assert "Not answered yet" in before
        assert "Yes, as the needs say" in before or "No, as the needs say" in before
        write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
        after = amina.get(path)
        assert "The guide has at most 2 measures with 3 pieces of evidence." in after
        assert "£100,000 to below £250,000: this case" in after
        assert "seldom have anybody who writes bids" in after
        Reader(people["voluntary.sector"]).get(path, 403)
        with within_case(case):
            case = Case.objects.get(pk=case.pk)
            case.value_net = case.value_gross = None  # so that the needs say what it is worth
            case.save()
        record = f"/cases/{case.reference}/records/social_value/"
        for address in (path, f"{path}measures/?cpv=85", record, f"{record}check/"):
            amina.get(address)
            with CaptureQueriesContext(connection) as captured:
                amina.get(address)
            assert len(captured) <= 13, address  # the check reads every row, and the needs
