"""Pages of the room beside its registers."""
