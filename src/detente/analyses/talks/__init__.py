"""What all analyses of talks share: how a table chooses among packages."""
