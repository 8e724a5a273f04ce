"""How a domain function says no."""


class Refused(Exception):
    """An act that is not allowed now; its text is a whole sentence for the person who tried."""
