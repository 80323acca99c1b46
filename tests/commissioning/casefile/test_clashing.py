"""Answers as people read them, and two texts with what differs marked in each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms

from commissioning.casefile.clashing import _marked, said
from commissioning.casefile.differences import MOST_COMPARED, Effort, Part
from govuk.fields import DateField, MoneyField, RadioField, YesNoField
from govuk.formsets import as_sent


class Row(forms.Form):
    """One question of each kind."""

    day = DateField(label="Day", required=False)
    sum = MoneyField(label="Sum", required=False)
    sure = YesNoField(label="Sure?", required=False)
    kind = RadioField(label="Kind", choices=[("a", "Alpha"), ("b", "Beta")], required=False)
    words = forms.CharField(label="Words", required=False)
    tick = forms.BooleanField(label="Tick", required=False)


SENT = {"day_day": "1", "day_month": "4", "day_year": "2026", "sum": "1,200", "sure": "no", "kind": "b", "tick": "on"}
KEPT: dict[str, Any] = {"day": date(2026, 4, 1), "sum": 1200, "sure": False, "kind": "b", "words": "A\nB", "tick": True}


def test_an_answer_reads_the_same_kept_or_typed() -> None:
    typed, kept = Row({**SENT, "words": " A\r\nB "}), Row(initial={**KEPT, "sum": "1,200"})
    expected = ["1 4 2026", "1,200", "No", "Beta", "A\nB"]
    names = ["day", "sum", "sure", "kind", "words"]
    assert [said(typed[name]) for name in names] == expected
    assert [said(kept[name]) for name in names] == expected
    assert [said(Row({})[name]) for name in names] == [""] * 5
    assert said(Row({"kind": "c"})["kind"]) == ""


@pytest.mark.parametrize("kept", [KEPT, {}])
def test_a_form_that_nobody_touched_sends_what_it_was_given(kept: dict[str, Any]) -> None:
    sent = as_sent(Row(initial=kept))
    again = Row({name: values[0] for name, values in sent.items()})
    assert again.is_valid()
    empty: dict[str, Any] = {"day": None, "sum": None, "sure": None, "kind": "", "words": "", "tick": False}
    assert again.cleaned_data == {**empty, **kept}


def test_each_text_is_marked_where_the_other_differs() -> None:
    saved, typed = _marked("They wait 12 weeks.", "They wait 9 weeks.", Effort())
    assert [part.text for part in saved if part.kind == "removed"] == ["12"]
    assert [part.text for part in typed if part.kind == "added"] == ["9"]
    assert "".join(part.text for part in typed) == "They wait 9 weeks."


def test_long_texts_are_shown_whole() -> None:
    long, other = ("".join(f"{word} " for _ in range(MOST_COMPARED // 100)) for word in ("old", "new"))
    assert _marked(long, other, Effort()) == ([Part("removed", long)], [Part("added", other)])
