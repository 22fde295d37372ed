"""The embedded store's file: what it holds, how it is read and replaced, and how its tokens are encrypted."""
