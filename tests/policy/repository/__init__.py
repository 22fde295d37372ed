"""Tests of what the linter reads beside cargo's files."""
