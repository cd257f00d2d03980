"""One innovation, one adopter: how a region takes an innovation over, in a stream of its own."""
