"""The commands of `voicecart`, thin: each opens what it needs, calls it, and shows the result."""
