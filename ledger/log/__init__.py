"""The log of all events: chains, Merkle tiles, closings, proofs, the keys that sign it, what others attest of it."""
