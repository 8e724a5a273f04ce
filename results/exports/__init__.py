"""Files for policy teams: one snapshot, several formats, the same value in every cell."""
