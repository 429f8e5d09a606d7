"""Bytes to documents: read, decode, repair, fold the script, strip boilerplate, find metadata."""
