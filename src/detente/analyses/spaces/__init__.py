"""The deal space, once: what all analyses of packages read a scenario into."""

EXAMPLE = """issues: {price: {values: [low, high]}, date: {values: [early, late]}}
preferences:
  a: {weights: {price: 60, date: 40}, values: {price: falling, date: {early: 100, late: 0}}}
  b: {weights: {price: 50, date: 50}, values: {price: rising, date: falling}, reservation: 30}"""
"""The shortest scenario part that has a deal space."""
