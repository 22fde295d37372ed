"""One file per place where a token can live."""
