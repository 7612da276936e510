"""Charts: plain functions, a table in and an Altair chart out, in the reader's language."""
