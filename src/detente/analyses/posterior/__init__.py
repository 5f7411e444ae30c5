"""Beliefs about the types of a party, once for all analyses: types after signals."""
