"""Ways from and to other libraries."""
