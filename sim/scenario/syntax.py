"""What the YAML parser could not read, in words that say where it began and how to mend it."""

from __future__ import annotations

import re

import yaml

from sim.errors import Mark, Problem
from sim.scenario.scalars import shown

_NO_BLANK = re.compile(r"\s*([\w.-]+:[^\s:]\S*)")
_VERSION = re.compile(r"%YAML\s+(\S+)")


def syntax_problem(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """The one fault at which reading stopped."""
    fault = _Fault(name, text.split("\n"), error)
    for words, message in (
        ("found unexpected end of stream", fault.never_closed),
        ("found unexpected document indicator", fault.never_closed),
        ("did not find expected node content", fault.unfinished),
        ("did not find expected ',' or", fault.unfinished),
        ("incompatible YAML document", fault.version),
        ("mapping values are not allowed", fault.second_colon),
        ("could not find expected ':'", fault.no_colon),
        ("cannot start any token", fault.reserved),
        ("did not find expected key", fault.out_of_line),
        ("did not find expected <document start>", fault.out_of_line),
        ("did not find expected '-' indicator", fault.out_of_line),
    ):
        if words in (error.problem or ""):
            return message()
    return fault.at_problem(f"{error.problem}; check quotes, indentation and brackets here")


class _Fault:
    """A parser's error beside the lines of the text."""

    def __init__(self, name: str, lines: list[str], error: yaml.MarkedYAMLError) -> None:
        self.name = name
        self.lines = lines
        self.error = error

    def at_problem(self, message: str) -> Problem:
        return self._at(self.error.problem_mark or self.error.context_mark, message)

    def at_start(self, message: str) -> Problem:
        return self._at(self.error.context_mark or self.error.problem_mark, message)

    def never_closed(self) -> Problem:
        return self.at_start("quote opened here is never closed")

    def unfinished(self) -> Problem:
        """A bracket that the end of the file, or something else, cuts off."""
        mark = self.error.problem_mark
        rest = "\n".join(self.lines[mark.line :])[mark.column :] if mark else ""
        opening = self._open_bracket()
        if rest.strip() or opening is None:
            return self.at_problem("expected `,` or the closing bracket here")
        at, bracket = opening
        return Problem(at, "", f"`{bracket}` opened here is never closed; is the file cut short?")

    def _open_bracket(self) -> tuple[Mark, str] | None:
        """The outermost bracket that is still open at the end; quoted text does not count."""
        open_brackets: list[tuple[Mark, str]] = []
        for number, line in enumerate(self.lines, 1):
            bare = re.sub(r"\"[^\"]*\"|'[^']*'|(^|\s)#.*", lambda one: " " * len(one[0]), line)
            for column, character in enumerate(bare, 1):
                if character in "[{":
                    open_brackets.append((Mark(self.name, number, column), character))
                elif character in "]}" and open_brackets:
                    open_brackets.pop()
        return open_brackets[0] if open_brackets else None

    def version(self) -> Problem:
        mark = self.error.problem_mark
        found = _VERSION.match(self.lines[mark.line]) if mark else None
        return self.at_problem(f"unsupported YAML version {found[1] if found else ''}; write 1.2")

    def second_colon(self) -> Problem:
        """Either a key whose line above is not `key: value`, or two colons in one line."""
        mark = self.error.problem_mark
        above = mark.line - 1 if mark else -1
        for line in (above, above + 1):
            if 0 <= line < len(self.lines) and (bad := _NO_BLANK.match(self.lines[line])):
                at = Mark(self.name, line + 1, bad.start(1) + 1)
                return Problem(at, "", _no_blank(bad[1]))
        return self.at_problem("a second `: ` in one value; quote the text or indent it")

    def no_colon(self) -> Problem:
        mark = self.error.context_mark
        line = self.lines[mark.line] if mark else ""
        if bad := _NO_BLANK.match(line):
            return self.at_start(_no_blank(bad[1]))
        return self.at_start(f"{shown(line.strip())} is not `key: value`; put a colon and a blank")

    def reserved(self) -> Problem:
        mark = self.error.problem_mark
        character = self.lines[mark.line][mark.column : mark.column + 1] if mark else ""
        if character == "\t":
            return self.at_problem("tab used for indentation; use spaces")
        return self.at_problem(f"a text cannot begin with {shown(character)}; put quotes around")

    def out_of_line(self) -> Problem:
        return self.at_problem(
            "does not continue what stands above; mend the indentation here or a quote before"
        )

    def _at(self, mark: yaml.Mark | None, message: str) -> Problem:
        line, column = (mark.line, mark.column) if mark else (0, 0)
        return Problem(Mark(self.name, line + 1, column + 1), "", message)


def _no_blank(text: str) -> str:
    return f"{shown(text)} is not `key: value`; put a blank after the colon"
