"""Tests of activities against a real PostgreSQL, without Temporal."""
