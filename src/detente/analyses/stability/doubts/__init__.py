"""What is not known about preferences, how strong they are, and what each party sees."""
