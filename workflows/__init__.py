"""The engine: order and time. The only package that imports viewflow."""
