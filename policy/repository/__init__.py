"""What stands in a repository beside cargo's own files, as far as it has to do with cargo."""
