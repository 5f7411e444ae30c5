"""Duty rosters drawn from a plan, and the files they are written to."""
