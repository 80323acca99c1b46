"""How options compare: the picture and its table say the same, and cost is for those who read the section of costs."""

from typing import Any

from commissioning.casefile.comparing import COMPARED, comparison_of

OPTIONS = {"options": [{"kind": "contract", "title": "Two lots", "chosen": True}, {"kind": "do_nothing", "title": ""}]}
SCORES = {
    "weight_benefit": "40.00",
    "weight_risk": "20.00",
    "weight_social_value": "15.50",
    "weight_cost": "24.50",
    "scores": [
        {
            "option": {"kind": "contract", "title": "Two lots"},
            "benefit_score": 5,
            "risk_score": 3,
            "social_value_score": 4,
        },
        {"option": {"kind": "do_nothing"}, "benefit_score": 0},
    ],
}
COSTS = {"costs": [{"option": {"kind": "contract", "title": "Two lots"}, "cost": "2400000.00", "cost_score": 1}]}
WHOLE: dict[str, Any] = dict(zip(COMPARED, (OPTIONS, SCORES, COSTS), strict=True))


def test_points_are_scores_by_how_much_each_criterion_counts() -> None:
    found = comparison_of(WHOLE)
    assert found is not None
    assert [cell["text"] for cell in found.rows[0]] == [
        *("Two lots (chosen)", "5 of 5", "3 of 5", "4 of 5", "1 of 5"),
        "69.3",  # 40 x 5/5 + 20 x 3/5 + 15.5 x 4/5 + 24.5 x 1/5
        "£2.4 million (£2,400,000)",
    ]
    assert [cell["text"] for cell in found.head][1] == "Benefits, counts 40%"
    assert found.words == "Points: Two lots (chosen): 69.3; Do nothing: 0 so far"


def test_the_picture_is_drawn_to_the_points_of_the_table() -> None:
    found = comparison_of(WHOLE)
    assert found is not None
    drawn, empty = found.bars
    assert [piece.width for piece in drawn.pieces] == [258, 77, 80, 32]
    assert [piece.x for piece in drawn.pieces] == [8, 266, 343, 423]
    assert (drawn.total, empty.total) == ("69.3", "0 so far")
    assert sum(piece.width for piece in empty.pieces) == 0
    assert [piece.words for piece in found.legend] == ["Benefits 40%", "Risk 20%", "Social value 15.5%", "Cost 24.5%"]


def test_who_sees_no_figures_sees_neither_cost_nor_its_score() -> None:
    found = comparison_of({key: stated for key, stated in WHOLE.items() if key != "option_costs"})
    assert found is not None
    assert [cell["text"] for cell in found.rows[0]] == ["Two lots (chosen)", "5 of 5", "3 of 5", "4 of 5", "64.4"]
    assert "What the options cost is not part of it here" in found.without
    assert not any(piece.criterion == "cost" for piece in found.legend)


def test_what_is_not_scored_is_no_nought() -> None:
    found = comparison_of(WHOLE)
    assert found is not None
    assert [cell["text"] for cell in found.rows[1]] == [
        *("Do nothing", "0 of 5", "Not scored", "Not scored", "Not scored"),
        *("0 so far", ""),
    ]


def test_weights_that_do_not_add_up_bring_no_points() -> None:
    found = comparison_of({**WHOLE, "option_scores": {**SCORES, "weight_cost": "34.50"}})
    assert found is not None
    assert found.flaw == "The weights add up to 110 per cent, and not to 100, so no points are shown."
    assert "Points of 100" not in [cell["text"] for cell in found.head]
    assert [cell["text"] for cell in found.rows[0]][-2:] == ["1 of 5", "£2.4 million (£2,400,000)"]


def test_nothing_is_drawn_while_nothing_is_scored() -> None:
    assert comparison_of({"options": OPTIONS}) is None
    assert comparison_of({"option_scores": {"weight_benefit": "40.00"}}) is None
