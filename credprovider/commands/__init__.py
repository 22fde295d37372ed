"""One file per subcommand of cargo-credprovider."""
