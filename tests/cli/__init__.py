"""The command line as its users meet it: on a real embedded stack, with good and bad input."""
