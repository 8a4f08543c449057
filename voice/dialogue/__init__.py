"""The pure dialogue core: `(session, event) -> (session, actions)`."""
