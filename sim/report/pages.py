"""Pages of the documentation with blocks that a command writes, between two marks."""

from __future__ import annotations


def has_block(page: str, name: str) -> bool:
    """Whether a page has the marks of a block."""
    return _end(name) in page.partition(_begin(name))[2]


def with_block(page: str, name: str, text: str) -> str:
    """The page with what stands between the marks of a block replaced.

    Raises ValueError when the page has no such marks.
    """
    if not has_block(page, name):
        raise ValueError(f"no marks {_begin(name)} and {_end(name)}")
    before, begin, rest = page.partition(_begin(name))
    _, end, after = rest.partition(_end(name))
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def _begin(name: str) -> str:
    return f"<!-- {name}: begin -->"


def _end(name: str) -> str:
    return f"<!-- {name}: end -->"
