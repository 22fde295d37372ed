"""A differential test of the predictions: small workspaces at random, in which real cargo and the prediction are asked
the same. `make agree` runs it for as long as one likes.
"""
