"""How long the desk takes, as ratios to the least that the same libraries can do (`make bench`)."""
