"""The six mistakes of beginners with several registries: what cargo makes of each, and what the linter says before."""
