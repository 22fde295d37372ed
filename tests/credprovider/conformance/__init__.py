"""Tests of the conformance kit: on a correct provider, on broken ones, and on our own."""
