"""Tables to entities over the corpus, and the index of its documents."""
