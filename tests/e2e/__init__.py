"""Real cargo, our programs, real servers: from a command line to what the registry saw."""
