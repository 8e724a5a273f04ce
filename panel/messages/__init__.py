"""The one door for messages to members: who gets one, when, once, and what became of it."""
