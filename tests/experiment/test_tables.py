from __future__ import annotations

import pandas as pd

from sim.experiment.tables import from_parquet, to_csv, to_parquet
from tests import fake_runs


def test_parquet_gives_back_the_table():
    table = fake_runs.table(fake_runs.Scenario(option="dredging"), 17)
    read = from_parquet(to_parquet(table))
    assert read.to_dict("list") == table.to_dict("list")


def test_the_same_numbers_give_the_same_bytes_whatever_the_table_looked_like():
    table = fake_runs.table(fake_runs.Scenario(), 1)
    other = table[table.columns[::-1]].set_index(pd.Index([7, 8, 9])).astype({"kpi": object})
    assert to_parquet(other) == to_parquet(table)


def test_csv_quotes_what_a_spreadsheet_would_run():
    texts = ["=1+1", "+a", "-b", "@c", "\td", "plain"]
    csv = to_csv(pd.DataFrame({"place": texts, "mean": [-1.5, 2, 3, 4, 5, None]})).decode()
    assert csv == "place,mean\n'=1+1,-1.5\n'+a,2\n'-b,3\n'@c,4\n'\td,5\nplain,\n"
