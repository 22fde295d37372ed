"""Tests of rules about what no case can show."""
