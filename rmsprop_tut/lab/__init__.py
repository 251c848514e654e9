"""Runs that return results; nothing here prints or draws."""
