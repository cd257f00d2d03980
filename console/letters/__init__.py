"""Letters: documents that are made of what somebody may see, to be printed or kept."""
