"""PostgreSQL and Temporal embedded on one machine, for trying out, developing and testing.

Both servers come as Python wheels (the `stack` extra), listen only inside this machine, and end with the
process that started them. Nothing here knows what Jejak does.
"""
