"""A small D-Bus client for the hot path.

Importing jeepney costs 14 ms and the whole of a request is to take less than 20, so the few types and calls that a
keyring needs are written out here. The tests hold what is written and read against jeepney.
"""
