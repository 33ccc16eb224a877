"""The formats of a release: how tables become CSV, Parquet, workbooks and JSON."""
