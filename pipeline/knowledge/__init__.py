"""The knowledge base: entities, their aliases, and the rules for aliases that mean other things too."""
