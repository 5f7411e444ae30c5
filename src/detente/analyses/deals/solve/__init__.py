"""From a deal space to its frontier, its solutions and what stands in the way; arrays only."""
