"""The registry's accounts under the name that the tests know; the registry itself is the conformance kit's."""
