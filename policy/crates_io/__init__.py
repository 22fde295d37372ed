"""What crates.io says to an upload: the server's checks, as its source at 57fa0006 (2026-08-21) has them."""
