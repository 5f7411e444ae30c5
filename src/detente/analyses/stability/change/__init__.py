"""What it would take for a desired state to last."""
