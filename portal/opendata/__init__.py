"""Everything public as files: the nightly bundle, its schema, the feeds' index."""
