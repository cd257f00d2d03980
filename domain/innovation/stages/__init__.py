"""The policy: one file per stage, each in the order in which an official would explain it."""
