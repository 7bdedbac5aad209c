"""Machine formats in and out."""
