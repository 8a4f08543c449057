"""Stores behind one port: one importer each."""
