"""Parquet files of plain columns.

Used by :mod:`calibration.pool.reading`. The size is read from the file's own description before
anything is unpacked.
"""

from pathlib import Path

from calibration.pool.formats import Cells, Wish, as_text, refuse_rows, refuse_unpacked
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem, file_problem


def read_parquet(path: Path, wish: Wish) -> Cells:  # noqa: ARG001  one signature for all readers
    """Read a Parquet file of plain columns."""
    import pyarrow as pa  # noqa: PLC0415  most imports are CSV
    import pyarrow.parquet as pq  # noqa: PLC0415  likewise

    try:
        source = pq.ParquetFile(path)
        meta = source.metadata
        size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        refuse_rows(path, meta.num_rows)
        refuse_unpacked(path, size)
        nested = [f.name for f in source.schema_arrow if pa.types.is_nested(f.type)]
        table = None if nested else source.read()
    except (pa.ArrowException, OSError) as error:
        raise file_problem(path, _("the Parquet file cannot be read")) from error
    if table is None:
        raise InputError(
            Problem(
                _("the column holds lists or records"), path.name, column=nested[0],
                allowed=_("one value a cell"),
            )
        )  # fmt: skip
    columns = [[as_text(value) for value in column.to_pylist()] for column in table.columns]
    cells = Cells([str(name) for name in table.column_names if name != "__index_level_0__"])
    kept = [c for c, name in zip(columns, table.column_names, strict=True) if name in cells.header]
    for row, record in enumerate(zip(*kept, strict=True), start=2):
        cells.add(row, list(record))
    return cells
