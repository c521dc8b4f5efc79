"""What stands between the system and the world outside it."""
