"""What may be said now, what was heard, and how to choose among hypotheses. Pure."""
