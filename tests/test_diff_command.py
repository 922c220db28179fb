from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.experiment.differing import significant
from sim.scenario.differing import differences

CORRIDOR = "tests/properties/corridor.yaml"


def table(values: dict[str, list[float]]) -> pd.DataFrame:
    """Yearly numbers of one place by kpi, a value a replication."""
    rows = [
        ("2026", "port", "west", "", kpi, "total", "TEU", replication, value)
        for kpi, numbers in values.items()
        for replication, value in enumerate(numbers, 1)
    ]
    columns = ["period", "place", "direction", "flow", "kpi", "statistic", "unit", "replication"]
    return pd.DataFrame(rows, columns=[*columns, "value"])


def test_what_differs_in_each_replication_is_told_however_wide_the_spread():
    one = table({"moved": [100, 200, 300, 400], "still": [1, 2, 3, 4]})
    other = table({"moved": [110, 211, 309, 410], "still": [2, 1, 4, 3]})
    (found,) = significant(one, other, paired=True).to_dict("records")
    assert (found["kpi"], found["difference"], found["one"]) == ("moved", 10, 250)
    assert significant(one, other, paired=False).empty


def test_welch_is_that_of_scipy():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(3)
    a, b = list(rng.normal(0, 1, 9)), list(rng.normal(3, 2, 7))
    (found,) = significant(table({"x": a}), table({"x": b}), paired=False).to_dict("records")
    assert found["q"] == pytest.approx(ttest_ind(a, b, equal_var=False).pvalue)


@pytest.mark.slow
def test_of_many_numbers_without_a_difference_hardly_one_is_told():
    rng = np.random.default_rng(5)
    told = [
        len(significant(*(table({str(k): list(rng.normal(0, 1, 6)) for k in range(50)})
                          for _ in range(2)), paired=True)) > 0
        for _ in range(100)
    ]  # fmt: skip
    assert sum(told) <= 12  # 5 expected; 99.8 % of a binomial


def test_inputs_that_differ_are_told_by_path(tmp_path):
    child = tmp_path / "child.yaml"
    child.write_text(
        f"extends: {sim.__path__[0]}/../{CORRIDOR}\ntitle: Another title\n"
        "services: {ships: {longest_wait_hours: 36}}\n"
    )
    one, other = sim.load(f"{sim.__path__[0]}/../{CORRIDOR}"), sim.load(child)
    lines = [str(found) for found in differences(one, other)]
    assert lines == ["services.ships.longest_wait_hours: 24 → 36"]
    assert not differences(one, one)


def corridor(capsys, *arguments):
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main([str(one) for one in arguments])
    return (end.value.code, *capsys.readouterr())


def test_two_results_and_what_cannot_be_compared(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("signal.signal", lambda *_: None)
    child = tmp_path / "child.yaml"
    child.write_text(
        f"extends: {sim.__path__[0]}/../{CORRIDOR}\n"
        "services: {foreign_rail: {hours: {distribution: lognormal, mean: 30, cv: 0.1}}}\n"
    )
    short = tmp_path / "short.yaml"
    short.write_text(
        f"extends: {sim.__path__[0]}/../{CORRIDOR}\n"
        "horizon: {from: 2026-01-01, to: 2026-02-28, warm_up_days: 20}\n"
    )
    for path in (f"{sim.__path__[0]}/../{CORRIDOR}", child, short):
        made = corridor(
            capsys, "run", path, "--results", tmp_path / "r", "--no-charts", "--workers", "1",
            "--replications", "3",
        )  # fmt: skip
        assert made[0] == 0
    a, b, c = (tmp_path / "r" / name for name in ("corridor", "child", "short"))
    code, said, _ = corridor(capsys, "diff", a, b)
    assert code == 0
    assert "  services.foreign_rail.hours.mean: 60 → 30\n" in said
    assert "2026 factory_to_market stage_time under_way:foreign_rail: 2.5" in said
    code, _, complaint = corridor(capsys, "diff", a, c)
    assert code == 2
    assert "horizons differ (2026-01 to 2026-03, 2026-01 to 2026-02)" in complaint
    assert corridor(capsys, "diff", a, child)[0] == 2
    assert corridor(capsys, "diff", tmp_path, tmp_path)[0] == 3
