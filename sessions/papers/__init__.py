"""Reading the papers of a session: pages out of files, differences between versions, one book of all."""
