"""Tables as bytes: the same numbers always give the same bytes."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        ("scenario", pa.string()),
        ("option", pa.string()),
        ("replication", pa.int32()),
        ("period", pa.string()),
        ("place", pa.string()),
        ("direction", pa.string()),
        ("flow", pa.string()),
        ("kpi", pa.string()),
        ("statistic", pa.string()),
        ("value", pa.float64()),
        ("unit", pa.string()),
    ]
)
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_parquet(table: pd.DataFrame) -> bytes:
    """Return the KPI table as Parquet, without anything that differs from run to run."""
    columns = pa.Table.from_pandas(table[SCHEMA.names], schema=SCHEMA, preserve_index=False)
    buffer = BytesIO()
    pq.write_table(columns.replace_schema_metadata(None), buffer, compression="zstd")
    return buffer.getvalue()


def from_parquet(content: bytes) -> pd.DataFrame:
    """Return the KPI table that `to_parquet` wrote."""
    table: pd.DataFrame = pq.read_table(BytesIO(content)).to_pandas()
    return table


def from_parquet_lean(content: bytes) -> pd.DataFrame:
    """Return the same table with its texts as categories, which take a tenth of the memory."""
    texts = [one.name for one in SCHEMA if one.type == pa.string()]
    table: pd.DataFrame = pq.read_table(BytesIO(content), read_dictionary=texts).to_pandas()
    return table.astype({"replication": "int64"})


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table for spreadsheets; a text that they would run as a formula is quoted with '."""
    texts = table.select_dtypes(exclude="number").columns
    guarded = table.assign(**{column: table[column].map(_guarded) for column in texts})
    return guarded.to_csv(index=False, float_format="%.10g", lineterminator="\n").encode()


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell
