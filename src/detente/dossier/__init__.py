"""The dossier: source texts, the items of evidence found in them, and what was decided of those."""
