"""What cargo would do: names, index URLs, the config chain, workspaces, manifests and the publish plan."""
