"""The outside: one module per foreign library; only `voice.assemble` imports from here."""
