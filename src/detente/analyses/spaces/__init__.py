"""The deal space, once for all analyses: values, worths, limits, red lines, fronts, consent."""
