"""The analysis of deals over many draws of the judgements."""
