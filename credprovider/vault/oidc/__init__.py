"""A login at an identity provider, for a person with a browser. Off the hot path."""
