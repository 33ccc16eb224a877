"""What do the pages ask the databases? Every query of our own pages, on indexed columns only, a module an area."""
