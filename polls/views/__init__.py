"""What people send to polls, and the answers."""
