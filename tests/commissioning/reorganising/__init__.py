"""Bodies that are renamed, merged, split, or hand cases over."""
