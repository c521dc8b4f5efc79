"""The demonstration: a year of cases, one complaint through every tier, and an attack on the record."""
