"""The board of a session: each dossier against its limits that count back from the opening day."""
