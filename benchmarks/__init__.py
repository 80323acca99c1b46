"""What Tollgate costs, measured: each figure a goal of `goals.toml`, taken side by side with what it is compared to."""
