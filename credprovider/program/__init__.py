"""A program that prints a registry's token: started and ended, listened to, and its answer kept for a while."""
