"""The pool: tables of several venues, checked on the way in and kept in one SQLite file.

Use :func:`calibration.pool.importing.import_table` to bring a file in,
:class:`calibration.pool.store.Pool` to read what is there, and
:func:`calibration.pool.examples.load_example_pool` for the bundled examples.
"""
