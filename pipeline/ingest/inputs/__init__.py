"""What `mine ingest` reads: which inputs there are, and the documents in each.

list_inputs   names → files (listing, remote)
expand        files → documents, lazily; archives, tables and compressions taken apart
shards        documents → tasks
read_page     one document → its bytes (documents)
"""

from pipeline.ingest.inputs.documents import read_page
from pipeline.ingest.inputs.expand import expand
from pipeline.ingest.inputs.listing import Input, Listing, list_inputs
from pipeline.ingest.inputs.place import MAX_BYTES, ReadSettings
from pipeline.ingest.inputs.shards import expected_shards, shards

__all__ = [
    "MAX_BYTES",
    "Input",
    "Listing",
    "ReadSettings",
    "expand",
    "expected_shards",
    "list_inputs",
    "read_page",
    "shards",
]
