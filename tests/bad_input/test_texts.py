"""Texts of which no scenario can be made: parsing, encoding, hostile input."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import MINIMAL, Folder, changed

STOPPED = [
    (
        "P01 empty",
        "",
        [
            "1:1: file is empty; start from `corridor init`",
        ],
    ),
    (
        "P01 blank lines",
        "\n\n  \n",
        [
            "1:1: file is empty; start from `corridor init`",
        ],
    ),
    (
        "P02 only comments",
        "# todo\n",
        [
            "1:1: no scenario found, only comments; start from `corridor init`",
        ],
    ),
    (
        "P02 no value",
        "---\n",
        [
            "2:1: no scenario found; start from `corridor init`",
        ],
    ),
    (
        "P02 null",
        "~\n",
        [
            "1:1: no scenario found; start from `corridor init`",
        ],
    ),
    (
        "P05 two documents",
        "a: 1\n---\na: 2\n",
        [
            "2:1: one document per file; second one starts here",
        ],
    ),
    (
        "P05 text after the end",
        "a: 1\n...\nb: 2\n",
        [
            "3:1: does not continue what stands above; mend the indentation here or a quote before",
        ],
    ),
    (
        "P06 tab",
        "nodes:\n\taktau: {}\n",
        [
            "2:1: tab used for indentation; use spaces",
        ],
    ),
    (
        "P06 two tabs",
        "a:\n  b: 1\n\tc: 2\n  \td: 3\n",
        [
            "3:1: tab used for indentation; use spaces",
            "4:3: tab used for indentation; use spaces",
        ],
    ),
    (
        "P07 quote",
        "title: 'Aktau\n",
        [
            "1:8: quote opened here is never closed",
        ],
    ),
    (
        "P07 double quote",
        'title: x\nnote: "Aktau\nseed: 1\n',
        [
            "2:7: quote opened here is never closed",
        ],
    ),
    (
        "P08 brace",
        "terminals: {aktau: {berths: 2},",
        [
            "1:12: `{` opened here is never closed; is the file cut short?",
        ],
    ),
    (
        "P08 bracket",
        "a:\n  route: [x, y\n",
        [
            "2:10: `[` opened here is never closed; is the file cut short?",
        ],
    ),
    (
        "P08 brace in text",
        'title: "{"\nterminals: {aktau: {\n',
        [
            "2:12: `{` opened here is never closed; is the file cut short?",
        ],
    ),
    (
        "P08 wrong bracket",
        "a: [1, 2}\n",
        [
            "1:9: expected `,` or the closing bracket here",
        ],
    ),
    (
        "P10 no blank",
        "berths:2\nname: x\n",
        [
            "1:1: `berths:2` is not `key: value`; put a blank after the colon",
        ],
    ),
    (
        "P10 one line",
        "berths:2\n",
        [
            "1:1: `berths:2` is not `key: value`; put a blank after the colon",
        ],
    ),
    (
        "P10 inside",
        "a:\n  b:1\n  c: 2\n",
        [
            "2:3: `b:1` is not `key: value`; put a blank after the colon",
        ],
    ),
    (
        "no colon",
        "a: 1\nberths\nb: 2\n",
        [
            "2:1: `berths` is not `key: value`; put a colon and a blank",
        ],
    ),
    (
        "two colons",
        "title: Aktau: port\n",
        [
            "1:13: a second `: ` in one value; quote the text or indent it",
        ],
    ),
    (
        "reserved",
        "title: @port\n",
        [
            "1:8: a text cannot begin with `@`; put quotes around",
        ],
    ),
    (
        "unindented",
        "a:\n  b: 1\n c: 2\n",
        [
            "3:2: does not continue what stands above; mend the indentation here or a quote before",
        ],
    ),
    (
        "P14 merge key",
        "base: &b {x: 1}\nc: {<<: *b, <<: *b}\n",
        [
            "2:5: c: merge keys are not supported; write the values out",
        ],
    ),
    (
        "P15 alias",
        "a: *zz\n",
        [
            "1:4: a: alias `zz` has no anchor; write the values out",
        ],
    ),
    (
        "H03 anchored",
        "a: &a [1]\nb: *a\n",
        [
            "2:4: b: alias `a`: aliases are not supported; write the values out",
        ],
    ),
    (
        "H04 self",
        "a: &a [*a]\n",
        [
            "1:8: a.0: alias `a` contains itself; write the values out",
        ],
    ),
    (
        "P19 version",
        "%YAML 3.0\n---\na: 1\n",
        [
            "1:1: unsupported YAML version 3.0; write 1.2",
        ],
    ),
    (
        "root list",
        "- a\n- b\n",
        [
            "1:1: a scenario is a mapping; write `key: value` lines",
        ],
    ),
    (
        "root text",
        "just words\n",
        [
            "1:1: a scenario is a mapping; write `key: value` lines",
        ],
    ),
    (
        "N01 latin-1",
        b"name: \xe9\n",
        [
            "1:7: byte 0xE9 at offset 6 is not UTF-8; save the file as UTF-8",
        ],
    ),
    (
        "N01 second line",
        b"\xd0\xbd\xd0\xb0\xd0\xb7\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xb8\xd0\xb5: 1\nb: caf\xe9\n",
        [
            "2:7: byte 0xE9 at offset 26 is not UTF-8; save the file as UTF-8",
        ],
    ),
    (
        "N02 zip",
        b"PK\x03\x04\x00\x00",
        [
            "1:1: this is not a text file (looks like a zip/xlsx); save the scenario as YAML",
        ],
    ),
    (
        "N02 binary",
        b"a\x00b\x01",
        [
            "1:1: this is not a text file; save the scenario as UTF-8 text",
        ],
    ),
    (
        "N02 gzip",
        b"\x1f\x8b\x08",
        [
            "1:1: this is not a text file (looks like gzip); unpack it first",
        ],
    ),
    (
        "N03 utf-16",
        b"\xff\xfea\x00:\x00 \x001\x00",
        [
            "1:1: file is UTF-16; save it as UTF-8",
        ],
    ),
    (
        "N03 big",
        b"\x00a\x00:\x00 \x001",
        [
            "1:1: this is not a text file; save the scenario as UTF-8 text",
        ],
    ),
    (
        "N07 raw bell",
        "title: a\x07b\n",
        [
            "1:9: control character U+0007; remove it",
        ],
    ),
    (
        "N08 no-break",
        "seed:\xa01\n",
        [
            "1:6: no-break space U+00A0; replace by a plain blank",
        ],
    ),
    (
        "N08 narrow",
        "note: 5\u202f000\n",
        [
            "1:8: no-break space U+202F; replace by a plain blank",
        ],
    ),
    (
        "zero width",
        "se\u200bed: 1\n",
        [
            "1:3: invisible character U+200B; remove it",
        ],
    ),
    (
        "bidi",
        "title: \u202eabc\n",
        [
            "1:8: invisible character U+202E; remove it",
        ],
    ),
    (
        "BOM inside",
        "a: 1\n\ufeffb: 2\n",
        [
            "2:1: invisible character U+FEFF; remove it",
        ],
    ),
    (
        "deep",
        "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
        [
            "1:44: nested deeper than 40 levels; flatten it",
        ],
    ),
]

BESIDE_THE_REST = [
    (
        "P12 duplicate",
        "seed: 1",
        "seed: 2\nseed: 5",
        [
            "6:1: key `seed` given twice, first at line 5",
        ],
    ),
    (
        "P12 duplicate below",
        "      tracks: 2\n",
        "      tracks: 2\n      tracks: 3\n",
        [
            "14:7: terminals.destination.rail: key `tracks` given twice, first at line 13",
        ],
    ),
    (
        "P12 dotted duplicate",
        "seed: 1",
        "terminals.origin.title: Here",
        [
            "9:5: terminals.origin: key `title` given twice, first at line 5",
        ],
    ),
    (
        "P12 dotted twice",
        "seed: 1",
        "targets.a.b: 1\ntargets.a.b: 1",
        [
            "5:1: targets.a.title: is missing; add for example `title: ...`",
            "5:1: targets.a.year: is missing; add for example `year: 1`",
            "5:1: targets.a.teu: is missing; add for example `teu: 1`",
            "5:1: targets.a.b: unknown key; keys here: title, year, teu, group",
            "6:1: targets.a: key `b` given twice, first at line 5",
        ],
    ),
    (
        "P16 null key",
        "seed: 1",
        "? \n: 5",
        [
            "5:2: empty key; write a word before the colon",
        ],
    ),
    (
        "P17 number key",
        "seed: 1",
        "1: {berths: 2}",
        [
            '5:1: key 1 must be text; write "1"',
        ],
    ),
    (
        "P17 true key",
        "seed: 1",
        "true: 1",
        [
            '5:1: key true must be text; write "true"',
        ],
    ),
    (
        "P18 list key",
        "seed: 1",
        "? [a, b]\n: 1",
        [
            "5:3: key must be text; write one word before the colon",
        ],
    ),
    (
        "P18 mapping key",
        "seed: 1",
        "? {a: b}\n: 1",
        [
            "5:3: key must be text; write one word before the colon",
        ],
    ),
    (
        "N07 escape",
        "title: Origin",
        'title: "\\x1b[31mred"',
        [
            "9:12: terminals.origin.title: control character U+001B; remove it from the text",
        ],
    ),
    (
        "N07 escape in a key",
        "seed: 1",
        '"\\x1bkey": 1',
        [
            "5:1: control character U+001B; remove it from the key",
        ],
    ),
    (
        "N07 null byte",
        "title: Origin",
        'title: "a\\0b"',
        [
            "9:12: terminals.origin.title: control character U+0000; remove it from the text",
        ],
    ),
    (
        "H01 python",
        "title: Origin",
        'title: !!python/object/apply:os.system ["touch /tmp/pwned"]',
        [
            "9:12: terminals.origin.title: tag `!!python/object/apply` is not allowed; tags are never read",
        ],
    ),
    (
        "H02 own tag",
        "tracks: 2",
        "tracks: !foo 2",
        [
            "13:15: terminals.destination.rail.tracks: tag `!foo` is not allowed; tags are never read",
        ],
    ),
    (
        "H02 set",
        "tracks: 2",
        "tracks: !!binary 2",
        [
            "13:15: terminals.destination.rail.tracks: tag `!!binary` is not allowed; tags are never read",
        ],
    ),
    (
        "H02 str",
        "tracks: 2",
        "tracks: !!int 2",
        [
            "13:15: terminals.destination.rail.tracks: tag `!!int` is not allowed; tags are never read",
        ],
    ),
    (
        "H02 bang",
        "tracks: 2",
        "tracks: ! 2",
        [
            "13:15: terminals.destination.rail.tracks: tag `!` is not allowed; tags are never read",
        ],
    ),
    (
        "H02 mapping",
        "rail:\n",
        "rail: !!map\n",
        [
            "12:11: terminals.destination.rail: tag `!!map` is not allowed; tags are never read",
        ],
    ),
    (
        "H15 expression",
        "tracks: 2",
        "tracks: \"__import__('os').system('x')\"",
        [
            "13:15: terminals.destination.rail.tracks: must be a number, found text `__import__('os').system('x')`; write a number or delete the line to take the default `unlimited`",
        ],
    ),
]


@pytest.mark.parametrize(("case", "text", "expected"), STOPPED, ids=[one[0] for one in STOPPED])
def test_reading_stops(folder: Folder, case: str, text: str | bytes, expected: list[str]) -> None:
    folder.write(text)
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("case", "old", "new", "expected"), BESIDE_THE_REST, ids=[one[0] for one in BESIDE_THE_REST]
)
def test_the_rest_is_read_on(
    folder: Folder, case: str, old: str, new: str, expected: list[str]
) -> None:
    folder.write(changed(MINIMAL, old, new))
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]
