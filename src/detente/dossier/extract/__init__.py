"""Extractors: what proposes items of evidence in a text, by rules or by a model that is asked."""
