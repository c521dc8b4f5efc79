"""The log against what it could have been built as, and against others: see README.md."""
