"""The knowledge base: entities, their aliases, and the rules for ambiguous aliases."""
