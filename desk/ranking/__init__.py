"""Bodies by how late they are in what fell due in a period, and the deadlines behind each number."""
