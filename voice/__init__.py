"""voicecart: an offline voice commerce assistant. See ARCHITECTURE.md for the rooms and their walls."""
