"""What is wrong between this provider and Vault: the way there, the server, who we are there, and each secret."""
