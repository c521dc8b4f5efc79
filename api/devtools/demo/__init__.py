"""The demonstration: a year of cases, three complaints told step by step, and an attack on the record."""
