"""Faults, brought about on purpose, and what the log does then.

A harness beside the product: it imports the product and the product never imports it. `python -m drills` runs every
drill on a PostgreSQL of its own and can write what was seen as a table (`docs/faults.md`).

The checker trusts nothing inside the system: a client's journal, a watcher that keeps every checkpoint it ever saw,
the verification of the stored bytes, and, where its program is there, the auditor that shares no code with us.
"""
