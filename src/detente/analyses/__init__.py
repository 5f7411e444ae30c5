"""One folder per method; none imports another. `catalogue` lists them, `contract` binds them."""
