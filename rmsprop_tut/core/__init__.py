"""The rule and its mathematics: pure, on numbers and NumPy arrays."""
