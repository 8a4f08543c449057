"""Simulated shoppers: goals, an agenda, a bank of phrases, noise, a judge. Parts of scripts/simulate.py."""
