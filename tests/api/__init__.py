"""The API, on real servers: by its own application, and over the address at which it is served."""
