"""From words to acts and from replies to sentences; every word of a language is locale data."""
