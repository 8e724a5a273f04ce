"""Codes and places of items, options and rows, filled in where an officer leaves them empty."""

from polls.standards import FEELINGS, fill_standards, set_options


def fill_codes(page) -> None:
    """Give every item, option and row of a questionnaire a place, and a code if it has none."""
    items = list(page.items.all())
    is_changed = fill(items, prefix="q")
    if not page.has_fixed_words and any(item.kind in ("standard", "feeling") for item in items):
        items, is_changed = with_fixed_words(items), True
    for item in items:
        options = list(item.options.all())
        if fill(options, prefix=""):
            item.options.set(options)
            is_changed = True
        rows = list(item.rows.all())
        if fill(rows, prefix=""):
            item.rows.set(rows)
            is_changed = True
    if is_changed:
        page.items.set(items)


def with_fixed_words(items: list) -> list:
    """Give standard questions and feelings what is not the officer's to write, in their places."""
    make = type(items[0])

    def new(code: str):
        return make(kind="standard", standard=code)

    items = fill_standards(items, new)
    for place, item in enumerate(items):
        item.sort_order = place
        if item.kind == "feeling":
            set_options(item, FEELINGS)
            item.has_dont_know = False
    return items


def fill(rows: list, *, prefix: str) -> bool:
    """Fill empty places and codes in the order of the rows, and tell whether there were any."""
    taken = {row.code for row in rows if row.code}
    is_changed = False
    for place, row in enumerate(rows, 1):
        if row.sort_order is None:
            row.sort_order, is_changed = place - 1, True
        if not row.code:
            number = place
            while f"{prefix}{number}" in taken:
                number += 1
            row.code, is_changed = f"{prefix}{number}", True
            taken.add(row.code)
    return is_changed
