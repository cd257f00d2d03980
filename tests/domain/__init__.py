"""Tests of the domain: no server, no store, no clock."""
