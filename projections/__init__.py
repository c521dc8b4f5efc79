"""What is read: tables made from the log, each of which can be dropped and made again.

A projection turns one event into the writes it calls for and does nothing else. The runner applies them in the
transaction that moves the projection's cursor, takes positions in order, and stops at a gap. A projection that
cannot apply an event stops alone, but nothing gets ahead of those that say who may see. Projections read facts,
never commands, and never decrypt.
"""
