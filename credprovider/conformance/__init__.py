"""The conformance kit: any Cargo credential provider, held to the protocol from outside.

It drives a program as cargo does, line by line, and real cargo with a registry of its own; it knows nothing of the
provider's inside, and nothing of ours.
"""
