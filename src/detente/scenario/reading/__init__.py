"""From the text of a scenario file to the scenario, with all that is wrong, each at its place."""
