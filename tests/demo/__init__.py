"""The demonstration behind `make demo`: both halves of the project at work, with every step checked."""
