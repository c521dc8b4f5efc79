"""Where rules and log meet: load, decide, append; and the read door."""
