"""Sound as values: frames, speech segments, wav files. Pure."""
