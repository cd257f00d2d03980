"""One innovation: its life from proposal to its end, and the policy of each stage."""
