"""What all analyses of talks share: stages read once, consent once, what tables choose, courses."""
