"""The sections of a scenario file, one module each: what may stand there, and what it means."""
