"""How tables reach the disk whole: parts, the commit of a run, the manifest."""
