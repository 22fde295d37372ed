"""The linter: reads `Cargo.toml` and `.cargo/config.toml` as cargo does and says what cargo would refuse."""

__version__ = "0.1.0"
