"""Text messages: numbers, ways to send, and what comes back. Whom to write to, the door decides.

Nobody but `panel.messages` and the proof of a number sends one. TEXTS says how: "notify" through
GOV.UK Notify, "outbox" into files that administrators read in a demonstration, "" not at all.
"""
