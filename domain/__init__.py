"""The rules of SP4N-LAPOR!: what may happen to a complaint, who decides it, and who may see it.

Pure and made of the standard library alone: no I/O, no clock, no framework. What a rule depends on arrives
as a value (`Occasion`), and what it decides leaves as events. Nothing here may import another package of
this repository; everything else may import this one, except the log, which knows nothing of complaints.
"""
