"""Documents to sentences, mentions and figures."""
