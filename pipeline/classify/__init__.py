"""Sentences to stance: of each sentence, of each target, of the document."""
