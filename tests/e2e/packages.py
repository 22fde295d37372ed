"""Small Cargo packages for real cargo to work on: those of the conformance kit."""

from credprovider.conformance.packages import library, program

__all__ = ["library", "program"]
