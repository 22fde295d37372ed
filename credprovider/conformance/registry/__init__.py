"""A small Cargo registry: accounts, crates and their index, the HTTP service and its socket on loopback."""
