"""A scenario to begin with: small, complete, and explained line by line."""

from __future__ import annotations

import json


def starter(title: str = "") -> str:
    """The text of a commented scenario file that passes the check.

    >>> starter("Water talks").splitlines()[10]
    'title: "Water talks"'
    """
    printable = "".join(letter for letter in title if letter.isprintable()).strip()
    shown = printable or "A name for your negotiation"
    return _STARTER.replace("TITLE", json.dumps(shown, ensure_ascii=False))


_STARTER = """\
# A scenario for détente. Change the names and numbers to those of your case.
# Lines that begin with # are comments. Indent with spaces, never with tabs.
#
#   detente check FILE    lists everything that is wrong, with line and column
#   detente brief FILE    writes the brief
#
# To have an editor check and complete keys, write the schema with
# `python -m detente.scenario.schema detente.schema.json` and make this the first line:
#   # yaml-language-server: $schema=detente.schema.json
detente: 1                  # version of this format
title: TITLE
summary: One or two sentences on what the talks are about.
# as_of: 2025-08-15         # the day whose knowledge you use
language: en                # of this file: en or de; the brief is written in either

# Where your knowledge comes from, and what is said there in your own words.
sources:
  notes: {title: Notes of the first meeting, kind: interview}
evidence:
  e1:
    source: notes
    at: page 1
    voice: party            # who says so: party, reported, attributed or author
    says: The north needs relief for its towns before winter.

# Who takes part. The keys (north, south) are short names for use in this file.
parties:
  north: {name: The North}
  south: {name: The South}
  neighbour: {name: The Neighbour, at_table: false}   # has a stake, but no seat

# What has to be settled, and the ways in which it could be: in words or on a scale.
issues:
  ceasefire: {name: Ceasefire, values: [none, partial, full]}
  relief: {name: Relief convoys, scale: 0..100, steps: 11, unit: a month}

# What each party wants. Every judgement may be
#   a number    60                   a word     very low, low, medium, high, very high
#   a range     20..40               an estimate   {low: 20, best: 30, high: 50}
# or, with its grounds,              {value: high, because: [e1], confidence: low}
preferences:
  north:
    weights:                # how much each issue matters; they are turned into shares
      ceasefire: 40
      relief: {value: 60, because: [e1], confidence: moderate}
    values:                 # worth of each value from 0 to 100; or rising, falling
      ceasefire: {none: 0, partial: 50..70, full: 100}
      relief: rising
    reservation: 30..45     # worth of having no deal: anything worth less is refused
    red_lines:              # never accepted, however good the rest of the deal
      - relief < 20
  south:
    weights: {ceasefire: 70, relief: 30}
    values:
      ceasefire: {none: 0, partial: 100, full: 60}
      relief: falling
    reservation: 35
  neighbour:
    weights: {ceasefire: 80, relief: 20}
    values: {ceasefire: rising, relief: rising}
    reservation: 20

# What each can do by itself if there is no deal: courses of action that it takes or not.
options:
  north:
    escalate: {name: resume the attacks}
  south:
    blockade: {name: close the roads}
status_quo: [south.blockade]       # what is being done now
# infeasible:                      # what cannot be at the same time
#   - north.escalate and south.blockade

# What each wants then, the most important first; with and, or, not, -> (if ... then)
priorities:
  north:
    - not south.blockade
    - not south.blockade -> not north.escalate
    - north.escalate
  south:
    - not north.escalate
    - north.escalate -> south.blockade
    - south.blockade
"""
