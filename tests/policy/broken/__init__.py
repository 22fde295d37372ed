"""Broken files for the linter, and the bounds within which it has to survive them."""
