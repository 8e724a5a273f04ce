"""Codes of items and options, made from their place when an officer leaves them empty."""


def fill_codes(page) -> None:
    """Give every item and option of a questionnaire that has no code the first free one."""
    items = list(page.items.all())
    before = [(item.code, [option.code for option in item.options.all()]) for item in items]
    fill(items, prefix="q")
    for item in items:
        options = list(item.options.all())
        if fill(options, prefix=""):
            item.options.set(options)
    after = [(item.code, [option.code for option in item.options.all()]) for item in items]
    if before != after:
        page.items.set(items)


def fill(rows: list, *, prefix: str) -> bool:
    """Fill empty codes from the place of each row, and tell whether there were any."""
    taken = {row.code for row in rows if row.code}
    empty = [(place, row) for place, row in enumerate(rows, 1) if not row.code]
    for place, row in empty:
        number = place
        while f"{prefix}{number}" in taken:
            number += 1
        row.code = f"{prefix}{number}"
        taken.add(row.code)
    return bool(empty)
