"""What is wrong between cargo and this provider: whom cargo asks, what it gets, and what to do about it."""
