"""The report of a deliberative poll: figures worked out once, frozen, and shown as they were."""
