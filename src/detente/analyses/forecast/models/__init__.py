"""The rules and models that forecast from positions, saliences and capabilities: arrays only."""
