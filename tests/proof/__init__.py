"""The provider on real servers, counted: a cluster whose servers fail, and a burst of CI jobs.

`make proof` prints the figures; the tests here hold shorter runs against the same limits.
"""
