"""Parquet files: the described columns, each with the type it has there."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from stages.data.files.description import Description
from stages.data.files.faults import Faults, shown
from stages.data.files.headers import check_header
from stages.data.files.sheet import Sheet
from stages.text.plain import plain


def read_parquet(path: Path, description: Description, faults: Faults) -> Sheet | None:
    """The described columns of a Parquet file; None, and faults, where it can't be read.

    Lists, structs and binary columns can't be features or roles.
    """
    try:
        with pq.ParquetFile(path) as file:
            header = tuple(map(plain, file.schema_arrow.names))
            types = list(file.schema_arrow.types)
            if not check_header(path.name, header, description, faults):
                return None
            found = [at for at, name in enumerate(header) if name in description.named()]
            wanted = [at for at in found if _is_cell(types[at])]
            table = file.read(columns=[file.schema_arrow.names[at] for at in wanted])
            table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        why = f"it can't be read as Parquet ({' '.join(str(error).split())})"
        faults.add(path.name, why, "Write it again: it may have been cut short.")
        return None
    for at in sorted(set(found) - set(wanted)):
        where = f"{path.name}, column {shown(header[at])}"
        cure = "Turn it into one text or number per row, or take it out of the description."
        faults.add(where, f"values of type {types[at]} can't be used", cure)
    columns = {
        plain(name): table.column(at).cast(_plain_type(table.schema.types[at]))
        for at, name in enumerate(table.column_names)
    }
    rows = np.arange(table.num_rows, dtype=np.int64)
    return Sheet(path.name, header, columns, rows, "row")


def _plain_type(kind: pa.DataType) -> pa.DataType:
    """The type without dictionary encoding; texts of one kind."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_float16(inner):
        return pa.float32()
    return pa.large_string() if _is_text(inner) or pa.types.is_null(inner) else inner


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _is_cell(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = (
        _is_text, pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating,
        pa.types.is_decimal, pa.types.is_date, pa.types.is_timestamp, pa.types.is_time,
        pa.types.is_null,
    )  # fmt: skip
    return any(test(inner) for test in tests)
