"""Documents as they come from outside, opened where they can do no harm, and made anew without what they carry along.

`inspector` is what the API calls. What opens a document runs in a process of its own (`child`), which gives up files,
network and most of the system before it reads the first byte (`confinement`).
"""
