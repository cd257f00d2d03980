"""Durable time: workflows wait for the next command or the next instant, for years, and decide nothing."""
