"""Pengaturan: people and their roles, agencies, editions, the calendar, tokens, and what waits for a second one."""
