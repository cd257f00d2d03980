"""The policy, a stage a file, told in the order in which an official would tell it."""
