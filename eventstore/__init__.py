"""A log that can be trusted without trusting who operates it. It promises, each with a test:

1. Durable: what was acknowledged is on disk.
2. Once: all events of a command or none; the same command again has no effect and gets the first answer.
3. Stream order: versions 1, 2, 3 without a gap, whoever writes at the same time.
4. Global order: positions 0, 1, 2 without a gap, and what was acknowledged before another was sent comes first.
5. No silent skip: a reader sees every position or stops loudly.
6. Evidence: changing, removing or reordering what was signed is found, offline, by anyone with the log's key.
7. Erasable: a sealed text can be destroyed; every proof stays valid, and no fact is lost.
8. Nothing changes: no login role may update or delete; writing is one function in the database.
How, and why that is right: eventstore/README.md.
"""
