"""How fast it is, as ratios to what somebody else would have built. `make bench`; see README.md."""
