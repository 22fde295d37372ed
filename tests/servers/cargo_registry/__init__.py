"""What the test registry is made of: accounts, crates and their index, the HTTP service."""
