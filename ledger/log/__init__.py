"""The log of all events: chains, Merkle tiles, closings, proofs, and the public keys that it is known by."""
