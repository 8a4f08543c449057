"""Migrations of the embedded store."""
