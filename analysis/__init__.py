"""Statistics: plain values in, plain values out, and nothing of Django.

Shares are between 0 and 1 and are rounded only by `rounding`, at the last moment. Figures for the
public leave through `disclosure`.
"""
