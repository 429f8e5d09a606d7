"""Full text over the documents of an output folder: either script finds both."""
