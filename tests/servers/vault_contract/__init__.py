"""The contract of a Vault, held by a real server and by the stand-in alike: the same status, the same body.

What is asserted here was first read off an OpenBao 2.6 server. A client's tests may rely on no more than this.
"""
