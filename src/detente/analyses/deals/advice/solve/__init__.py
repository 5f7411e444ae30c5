"""What advice is worked out from; arrays only."""
