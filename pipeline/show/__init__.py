"""A document for a person to read, with everything that was found in it."""
