"""Values that a key cannot take: typing, units, range, distribution, growth, time."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import MINIMAL, Folder, changed

CASES = [
    (
        "T08 hex",
        "tracks: 2",
        "tracks: 0x1F",
        [
            "13:15: terminals.destination.rail.tracks: write a plain decimal number, found `0x1F`",
        ],
    ),
    (
        "T08 binary",
        "tracks: 2",
        "tracks: 0b11",
        [
            "13:15: terminals.destination.rail.tracks: write a plain decimal number, found `0b11`",
        ],
    ),
    (
        "T08 octal",
        "tracks: 2",
        "tracks: 0o10",
        [
            "13:15: terminals.destination.rail.tracks: write a plain decimal number, found `0o10`",
        ],
    ),
    (
        "T08 leading zero",
        "tracks: 2",
        "tracks: 010",
        [
            "13:15: terminals.destination.rail.tracks: write a plain decimal number, found `010`",
        ],
    ),
    (
        "T10 underscore",
        "tracks: 2",
        "tracks: 50_500",
        [
            "13:15: terminals.destination.rail.tracks: `50_500` is text; write 50500",
        ],
    ),
    (
        "T11 thousands comma",
        "tracks: 2",
        "tracks: 50,500",
        [
            "13:15: terminals.destination.rail.tracks: `50,500` is text; write 50500",
        ],
    ),
    (
        "T11 decimal comma",
        "tracks: 2",
        "tracks: 2,5",
        [
            "13:15: terminals.destination.rail.tracks: `2,5` is text; use a point: 2.5",
        ],
    ),
    (
        "T13 comma in a list",
        "tracks: 2",
        "tracks: [2,6]",
        [
            "13:15: terminals.destination.rail.tracks: expected one number, found a list of 2; did you write a decimal comma?",
        ],
    ),
    (
        "T14 thousands by blank",
        "tracks: 2",
        "tracks: 50 500",
        [
            "13:15: terminals.destination.rail.tracks: `50 500` is text; write 50500",
        ],
    ),
    (
        "T15 quoted",
        "tracks: 2",
        'tracks: "2"',
        [
            '13:15: terminals.destination.rail.tracks: found text "2"; write 2 without quotes',
        ],
    ),
    (
        "T17 not whole",
        "tracks: 2",
        "tracks: 2.5",
        [
            "13:15: terminals.destination.rail.tracks: must be a whole number or `unlimited`, found 2.5",
        ],
    ),
    (
        "T17 whole as decimal",
        "boxes: 40",
        "boxes: 40.0",
        [
            "34:28: demand.flows.boxes_west.consignment.boxes: must be a whole number >= 1, found 40.0",
        ],
    ),
    (
        "T18 nothing",
        "tracks: 2",
        "tracks: ",
        [
            "13:14: terminals.destination.rail.tracks: no value given; write one or delete the line",
        ],
    ),
    (
        "T19 tilde",
        "tracks: 2",
        "tracks: ~",
        [
            "13:15: terminals.destination.rail.tracks: no value given; write one or delete the line",
        ],
    ),
    (
        "T19 null",
        "tracks: 2",
        "tracks: null",
        [
            "13:15: terminals.destination.rail.tracks: no value given; write one or delete the line",
        ],
    ),
    (
        "T20 text for a list",
        "route: [trains]",
        "route: trains",
        [
            "33:14: demand.flows.boxes_west.route: must be a list, found text `trains`; begin each item with `- `",
        ],
    ),
    (
        "T20 list for a number",
        "tracks: 2",
        "tracks: [1, 2, 3]",
        [
            "13:15: terminals.destination.rail.tracks: expected one number, found a list of 3; write the number",
        ],
    ),
    (
        "T20 list for a mapping",
        "horizon: {from: 2024-01-01, to: 2024-12-31, warm_up_days: 10}",
        "horizon: [2024-01-01, 2024-12-31]",
        [
            "3:10: horizon: must be a mapping, found a list of 2; write `key: value` lines below it",
        ],
    ),
    (
        "T20 mapping for a number",
        "tracks: 2",
        "tracks: {a: 1}",
        [
            "13:15: terminals.destination.rail.tracks: must be a number, found a mapping; write a number or delete the line to take the default `unlimited`",
        ],
    ),
    (
        "T20 number for a mapping",
        "{pattern: random}",
        "5",
        [
            "35:17: demand.flows.boxes_west.arrivals: must be a mapping, found number `5`; write `key: value` lines below it",
        ],
    ),
    (
        "T21 nan",
        "tracks: 2",
        "tracks: .nan",
        [
            "13:15: terminals.destination.rail.tracks: must be a finite number, found NaN",
        ],
    ),
    (
        "T22 infinity",
        "tracks: 2",
        "tracks: .inf",
        [
            "13:15: terminals.destination.rail.tracks: must be finite; for no limit write `unlimited`",
        ],
    ),
    (
        "T22 minus infinity",
        "tracks: 2",
        "tracks: -.INF",
        [
            "13:15: terminals.destination.rail.tracks: must be finite; for no limit write `unlimited`",
        ],
    ),
    (
        "T22 beyond floats",
        "tracks: 2",
        "tracks: 1e400",
        [
            "13:15: terminals.destination.rail.tracks: must be finite; for no limit write `unlimited`",
        ],
    ),
    (
        "T23 NaN as text",
        "tracks: 2",
        "tracks: NaN",
        [
            "13:15: terminals.destination.rail.tracks: must be a number, found text `NaN`; write a number or delete the line to take the default `unlimited`",
        ],
    ),
    (
        "T23 inf as text",
        "tracks: 2",
        "tracks: inf",
        [
            "13:15: terminals.destination.rail.tracks: must be a number, found text `inf`; write a number or delete the line to take the default `unlimited`",
        ],
    ),
    (
        "T25 5000 digits",
        "boxes: 40",
        "boxes: 99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
        [
            "34:28: demand.flows.boxes_west.consignment.boxes: number has 5000 digits; largest allowed is 1000000",
        ],
    ),
    (
        "T25 many digits without a largest",
        "tracks: 2",
        "tracks: 9999999999999999999999999",
        [
            "13:15: terminals.destination.rail.tracks: number has 25 digits; shorten it",
        ],
    ),
    (
        "T27 full-width digit",
        "tracks: 2",
        "tracks: ２",
        [
            "13:15: terminals.destination.rail.tracks: `２` is not a plain digit; write 2",
        ],
    ),
    (
        "T27 Arabic digits",
        "tracks: 2",
        "tracks: ٢٣",
        [
            "13:15: terminals.destination.rail.tracks: `٢٣` is not a plain digit; write 23",
        ],
    ),
    (
        "T28 folded",
        "tracks: 2",
        "tracks: >\n        2",
        [
            '13:15: terminals.destination.rail.tracks: found text "2"; write 2 without quotes',
        ],
    ),
    (
        "T03 yes for a number",
        "tracks: 2",
        "tracks: yes",
        [
            "13:15: terminals.destination.rail.tracks: must be a number, found text `yes`; write a number or delete the line to take the default `unlimited`",
        ],
    ),
    (
        "true for a number",
        "tracks: 2",
        "tracks: true",
        [
            "13:15: terminals.destination.rail.tracks: must be a number, found true; write a number or delete the line to take the default `unlimited`",
        ],
    ),
    (
        "unlimited misspelt",
        "tracks: 2",
        "tracks: unlimted",
        [
            "13:15: terminals.destination.rail.tracks: must be a number, found text `unlimted`; did you mean `unlimited`?",
        ],
    ),
    (
        "fraction",
        "tracks: 2",
        "tracks: 1/3",
        [
            "13:15: terminals.destination.rail.tracks: `1/3` is text; write 0.3333333333333333",
        ],
    ),
    (
        "T03 yes",
        "base: {year: 2024, teu: 87600}",
        "base: {year: 2024, teu: 87600, active: yes}",
        [
            "37:48: demand.flows.boxes_west.growth.base.active: write true or false, found `yes`",
        ],
    ),
    (
        "number for text",
        "title: Origin",
        "title: 2030",
        [
            '9:12: terminals.origin.title: must be text, found number `2030`; write "2030"',
        ],
    ),
    (
        "true for text",
        "title: Origin",
        "title: true",
        [
            '9:12: terminals.origin.title: must be text, found true; write "true"',
        ],
    ),
    (
        "list for text",
        "title: Origin",
        "title: [a]",
        [
            "9:12: terminals.origin.title: must be text, found a list of 1; write one line of text",
        ],
    ),
    (
        "text too long",
        "title: Origin",
        "title: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        [
            "9:12: terminals.origin.title: is longer than 400 characters; shorten it",
        ],
    ),
    (
        "unit in the value",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: 5 h",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: the unit stands in the key, found `5 h`; write 5",
        ],
    ),
    (
        "unit of pieces",
        "tracks: 2",
        "tracks: 2 pcs",
        [
            "13:15: terminals.destination.rail.tracks: the unit stands in the key, found `2 pcs`; write 2",
        ],
    ),
    (
        "U04 months",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: 18 mo",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: `18 mo`: a month has no fixed length, nor has a year; write days or hours",
        ],
    ),
    (
        "U05 tonnes",
        "title: Origin",
        "yard_teu: {west: 5 Mt}",
        [
            "9:22: terminals.origin.yard_teu.west: the unit stands in the key, found `5 Mt`; write 5",
        ],
    ),
    (
        "U10 share as per cent",
        "forty_foot_share: 1",
        "forty_foot_share: 85",
        [
            "34:50: demand.flows.boxes_west.consignment.forty_foot_share: must be between 0 and 1, found 85; did you mean 0.85?",
        ],
    ),
    (
        "U10 share with a sign",
        "forty_foot_share: 1",
        "forty_foot_share: 85%",
        [
            "34:50: demand.flows.boxes_west.consignment.forty_foot_share: `85%` is text; write a share as 0.85, per cent as 85",
        ],
    ),
    (
        "V01 negative",
        "tracks: 2",
        "tracks: -2",
        [
            "13:15: terminals.destination.rail.tracks: must be >= 1, found -2; write a number in that range",
        ],
    ),
    (
        "V02 zero",
        "tracks: 2",
        "tracks: 0",
        [
            "13:15: terminals.destination.rail.tracks: must be >= 1, found 0; to close a place use `closures`, for no limit write `unlimited`",
        ],
    ),
    (
        "V05 no replication",
        "replications: 2",
        "replications: 0",
        [
            "4:15: replications: must be between 1 and 10000, found 0; write a number in that range",
        ],
    ),
    (
        "V14 above one",
        "forty_foot_share: 1",
        "forty_foot_share: 1.2",
        [
            "34:50: demand.flows.boxes_west.consignment.forty_foot_share: must be between 0 and 1, found 1.2; write a number in that range",
        ],
    ),
    (
        "V14 below zero",
        "forty_foot_share: 1",
        "forty_foot_share: -0.1",
        [
            "34:50: demand.flows.boxes_west.consignment.forty_foot_share: must be between 0 and 1, found -0.1; write a number in that range",
        ],
    ),
    (
        "V16 negative hours",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: -1",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: must be >= 0, found -1; write a number in that range",
        ],
    ),
    (
        "too large",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: 1e12",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: must be <= 1000000000, found 1e+12; write a number in that range",
        ],
    ),
    (
        "empty list",
        "route: [trains]",
        "route: []",
        [
            "33:14: demand.flows.boxes_west.route: must not be empty; add at least 1",
        ],
    ),
    (
        "seed too large",
        "seed: 1",
        "seed: 9223372036854775808",
        [
            "5:7: seed: must be >= 0 and < 9.22337203685e+18, found 9.22337e+18; write a number in that range",
        ],
    ),
    (
        "S01 unknown distribution",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {distribution: lognorm4l, mean: 1, cv: 1}",
        [
            "15:43: terminals.destination.rail.crane_hours_per_box.distribution: unknown distribution `lognorm4l`; known: constant, exponential, gamma, lognormal, uniform, triangular; did you mean `lognormal`?",
        ],
    ),
    (
        "S02 mean of zero",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {distribution: lognormal, mean: 0, cv: 1}",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: lognormal: mean and cv must be > 0",
        ],
    ),
    (
        "S04 mode outside",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {distribution: triangular, low: 2, mode: 1, high: 5}",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: mode 1 is outside 2..5",
        ],
    ),
    (
        "S04 low above high",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {distribution: uniform, low: 5, high: 2}",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: low 5 is not below high 2",
        ],
    ),
    (
        "S05 normal",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {distribution: normal, mean: 1, sd: 2}",
        [
            "15:43: terminals.destination.rail.crane_hours_per_box.distribution: unknown distribution `normal`; known: constant, exponential, gamma, lognormal, uniform, triangular; did you mean `lognormal`?",
            "15:60: terminals.destination.rail.crane_hours_per_box.sd: unknown key; keys here: distribution, mean, cv, low, mode, high",
        ],
    ),
    (
        "S06 pareto",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {distribution: pareto, shape: 0.9}",
        [
            "15:43: terminals.destination.rail.crane_hours_per_box.distribution: unknown distribution `pareto`; known: constant, exponential, gamma, lognormal, uniform, triangular",
            "15:51: terminals.destination.rail.crane_hours_per_box.shape: unknown key; keys here: distribution, mean, cv, low, mode, high",
        ],
    ),
    (
        "S02 missing cv",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {distribution: gamma, mean: 1}",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: gamma takes cv, mean",
        ],
    ),
    (
        "S07 empty",
        "crane_hours_per_box: 0.05",
        "crane_hours_per_box: {}",
        [
            "15:28: terminals.destination.rail.crane_hours_per_box: constant takes mean",
        ],
    ),
    (
        "R02 multiple",
        "teu: 87600",
        "times: 2.6x, of_year: 2024",
        [
            "37:35: demand.flows.boxes_west.growth.base.times: `2.6x` has two readings: 2.6 times the level of one year, once (`times: 2.6`), or 2.6 times the year before, every year (`percent_per_year: 160`); write the one you mean",
        ],
    ),
    (
        "R02 per cent",
        "teu: 87600",
        "times: 260%",
        [
            "37:35: demand.flows.boxes_west.growth.base.times: `260%` has two readings: 260 % of the level (`times: 2.6`), or growth by 260 % (`times: 3.6`); write the one you mean",
        ],
    ),
    (
        "R02 fold",
        "teu: 87600",
        "times: 2.6-fold",
        [
            "37:35: demand.flows.boxes_west.growth.base.times: `2.6-fold` has two readings: 2.6 times the level of one year, once (`times: 2.6`), or 2.6 times the year before, every year (`percent_per_year: 160`); write the one you mean",
        ],
    ),
    (
        "R02 per cent a year",
        "teu: 87600",
        "percent_per_year: 5%",
        [
            "37:46: demand.flows.boxes_west.growth.base.percent_per_year: `5%` is text; write 5",
        ],
    ),
    (
        "R02 per cent a year, large",
        "teu: 87600",
        "percent_per_year: 260 %",
        [
            "37:46: demand.flows.boxes_west.growth.base.percent_per_year: `260 %` has two readings: growth by 260 % a year (`percent_per_year: 260`), or 260 % of the year before (`percent_per_year: 160`); write the one you mean",
        ],
    ),
    (
        "R11 comma",
        "teu: 87600",
        'times: "2,6x"',
        [
            "37:35: demand.flows.boxes_west.growth.base.times: use a point: 2.6x; `2,6x` has two readings: 2.6 times the level of one year, once (`times: 2.6`), or 2.6 times the year before, every year (`percent_per_year: 160`); write the one you mean",
        ],
    ),
    (
        "R08 year after the horizon",
        "teu: 87600}",
        "teu: 87600}\n        more: {from: 2024-06, times: 2, of_year: 2035}",
        [
            "38:50: demand.flows.boxes_west.growth.more.of_year: 2035 is after the horizon; name a year of 2024 to 2024",
        ],
    ),
    (
        "year beyond the calendar",
        "teu: 87600}",
        "teu: 87600}\n        x: {from: 9999-12, times: 2, of_year: 99999}",
        [
            "38:19: demand.flows.boxes_west.growth.x.from: `9999-12` is not a month of the calendar (years are from 1000 to 8999, found 9999)",
            "38:47: demand.flows.boxes_west.growth.x.of_year: must be between 1000 and 8999, found 99999; write a number in that range",
        ],
    ),
    (
        "day before the calendar",
        "from: 2024-01-01, to",
        "from: 0001-01-01, to",
        [
            "3:17: horizon.from: `0001-01-01` is not a day of the calendar (years are from 1000 to 8999, found 1)",
        ],
    ),
    (
        "warm-up without end",
        "warm_up_days: 10",
        "warm_up_days: 1e9",
        [
            "3:10: horizon: at most 200 years with the warm-up; shorten it",
        ],
    ),
    (
        "T27 month in other digits",
        "year: 2024, teu: 87600}",
        "year: 2024, teu: 87600, from: ２０２４-01}",
        [
            "37:46: demand.flows.boxes_west.growth.base.from: write months as YYYY-MM, found `２０２４-01`",
        ],
    ),
    (
        "T27 hours in other digits",
        "title: Origin",
        'opening_hours: ["０８:00-18:00"]',
        [
            "9:21: terminals.origin.opening_hours.0: write opening hours as HH:MM-HH:MM, found `０８:00-18:00`",
        ],
    ),
    (
        "growth of two kinds",
        "teu: 87600",
        "teu: 87600, percent_per_year: 3",
        [
            "37:22: demand.flows.boxes_west.growth.base.year: stands beside percent_per_year; a statement is of one kind: times with of_year, times_path, percent_per_year, year with teu, trains or tonnes, or observed",
        ],
    ),
    (
        "D04 day and month",
        "from: 2024-01-01, to",
        "from: 02/01/2024, to",
        [
            "3:17: horizon.from: write dates as YYYY-MM-DD, found `02/01/2024`",
        ],
    ),
    (
        "D04 month for a day",
        "from: 2024-01-01, to",
        "from: 2024-01, to",
        [
            "3:17: horizon.from: write dates as YYYY-MM-DD, found `2024-01`",
        ],
    ),
    (
        "no such day",
        "to: 2024-12-31",
        "to: 2024-02-30",
        [
            "3:33: horizon.to: `2024-02-30` is not a day of the calendar (day is out of range for month)",
        ],
    ),
    (
        "V07 horizon reversed",
        "to: 2024-12-31",
        "to: 2023-12-31",
        [
            "3:33: horizon.to: to 2023-12-31 lies before from 2024-01-01; mend one",
        ],
    ),
    (
        "V07 horizon of no day",
        "to: 2024-12-31",
        "to: 2023-12-30",
        [
            "3:33: horizon.to: to 2023-12-30 lies before from 2024-01-01; mend one",
        ],
    ),
    (
        "L08 horizon too long",
        "to: 2024-12-31",
        "to: 3024-02-28",
        [
            "3:10: horizon: at most 200 years with the warm-up; shorten it",
        ],
    ),
    (
        "horizon inside a month",
        "from: 2024-01-01, to",
        "from: 2024-01-02, to",
        [
            "3:17: horizon.from: must be the first day of a month; write 2024-01-01",
        ],
    ),
    (
        "D06 hours overlap",
        "title: Origin",
        'opening_hours: ["08:00-18:00", "16:00-20:00"]',
        [
            "9:20: terminals.origin.opening_hours: opening hours overlap 16:00-18:00; join them",
        ],
    ),
    (
        "D06 over midnight",
        "title: Origin",
        'opening_hours: ["22:00-06:00", "05:00-09:00"]',
        [
            "9:20: terminals.origin.opening_hours: opening hours overlap 05:00-06:00; join them",
        ],
    ),
    (
        "D08 all day",
        "title: Origin",
        'opening_hours: ["00:00-00:00"]',
        [
            "9:21: terminals.origin.opening_hours.0: `00:00-00:00`: zero-length or all day? write 00:00-24:00 for all day",
        ],
    ),
    (
        "hours not a list",
        "title: Origin",
        "opening_hours: 08:00-18:00",
        [
            "9:20: terminals.origin.opening_hours: must be a list, found text `08:00-18:00`; begin each item with `- `",
        ],
    ),
    (
        "hours not a time",
        "title: Origin",
        'opening_hours: ["25:00-26:00"]',
        [
            "9:21: terminals.origin.opening_hours.0: `25:00-26:00` is not a time of the day",
        ],
    ),
]


@pytest.mark.parametrize(("case", "old", "new", "expected"), CASES, ids=[one[0] for one in CASES])
def test_refused(folder: Folder, case: str, old: str, new: str, expected: list[str]) -> None:
    folder.write(changed(MINIMAL, old, new))
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]
