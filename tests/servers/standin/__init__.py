"""The strict stand-in for a Vault. Every refusal and every body in it was first seen on a real OpenBao 2.6 server."""
