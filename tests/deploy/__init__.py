"""The deployment files say only what the code knows."""
