"""What the site costs, measured beside the least it could cost, in one run on one machine."""
