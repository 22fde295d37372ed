"""Random requests: `make fuzz` sends them for minutes, the tests here for seconds."""
