"""The tests: they mirror the packages, run real servers and real cargo."""
