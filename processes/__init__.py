"""What runs: worker, sealer, notices, health, the embedded stack and its set-up."""
