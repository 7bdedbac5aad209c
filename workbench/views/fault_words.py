"""Faults of the grid planner in the language of the page: known ones by a pattern, the rest as they are."""

from __future__ import annotations

import re

from models.scenario.faults import Fault
from workbench.language import Text
from workbench.views.staffing import desk_words

BAR = "\x1f"
"""Stands between a fault's place, expectation and finding while it is looked at."""

_KNOWN = {
    "heavy_block": r"block (?P<block>\S+)|at most .*|block \S+ alone is (?P<value>[\d.]+) grids of work",
    "too_many_grids": r"grids|1 to (?P<most>\d+) grids.*|(?P<count>-?\d+)",
    "more_locked": r"grids|at least as many as are locked, (?P<least>\d+)|(?P<count>\d+)",
    "from_to": r"grids|1 to (?P<most>\d+), from at most to|(?P<least>-?\d+) to (?P<count>-?\d+)",
    "tolerance": r"tolerance|.*|(?P<value>.*)",
    "mean": r"bounds|a mean per grid from (?P<low>\S+) to (?P<high>\S+)"
    r"|.* in (?P<count>\d+) grids, (?P<value>\S+) each",
    "order": r".*bounds|0 ≤ least ≤ most|(?P<least>\S+) and (?P<most>\S+)",
    "full_block": r".*bounds|at most (?P<most>\S+) in a grid|(?P<blocks>.*)",
    "pieces": r"borders|land in one piece"
    r"|(?P<pieces>\d+) pieces, (?P<count>\d+) blocks apart from the largest: (?P<blocks>.*)",
    "locked": r"grid (?P<grid>\S+)|a grid that is not locked|.*",
    "would_change": r"grid (?P<grid>\S+)|no change, as it is locked|.*",
    "block_would_change": r"block (?P<block>\S+)|(?P<grid>\S+), as it is locked|.*",
    "has_locked": r"grid (?P<grid>\S+)|a grid without locked blocks|(?P<blocks>.*)",
    "locked_at": r"grid (?P<grid>\S+)|.* fair shares of work|locked at (?P<value>\S+)",
    "locked_empty": r"grid (?P<grid>\S+)|blocks in the current plan, as it is locked|.*",
    "locked_heavy": r"grid (?P<grid>\S+)|.*|its locked blocks alone are (?P<value>\S+) grids of work",
    "locked_room": r"lock|a free block for every grid without locked blocks"
    r"|(?P<free>\d+) for (?P<count>\d+) grids",
    "locked_apart": r"grid (?P<grid>\S+)|locked blocks that can be connected"
    r"|blocks (?P<block>\S+) and (?P<other>\S+)",
    "locked_around": r"locked grids|free land that holds whole grids"
    r"|(?P<value>\S+) grids of work around block (?P<block>\S+)",
    "locked_number": r"locked grids|room for the free grids in the free land"
    r"|room for (?P<least>\d+) to (?P<most>\d+) grids, (?P<count>\d+) to place",
    "unknown_block": r"(?P<file>[^\x1f]*): block (?P<block>.*)|a block of the place|.*",
    "twice": r"(?P<file>[^\x1f]*): block (?P<block>.*)|one grid per block|.*",
    "empty_cell": r"(?P<file>[^\x1f]*): line (?P<line>\d+)|a block and a grid|.*",
    "long_line": r"(?P<file>[^\x1f]*): line (?P<line>\d+)|(?P<most>\d+) cells, as in the first line"
    r"|(?P<count>\d+)",
    "risky": r"(?P<file>[^\x1f]*): grid .*|a name that does not begin with .*|(?P<grid>.*)",
    "column": r"(?P<file>[^\x1f]*)|a column (?P<column>\S+)|(?:only )?(?P<known>.*)",
    "empty_file": r"(?P<file>[^\x1f]*)|rows of block and grid|an empty file",
    "encoding": r"(?P<file>[^\x1f]*)|text in UTF-8 or GB18030|.*",
    "too_large": r"(?P<file>[^\x1f]*)|at most (?P<most>\d+) MB|(?P<size>\d+) MB",
    "suffix": r"(?P<file>[^\x1f]*)|a file (?P<suffixes>\..*)|.*",
    "shapes": r"(?P<file>[^\x1f]*)|shapes that can be read|.*",
    "name": r"name|1 to (?P<most>\d+) characters|.*",
    "split": r"grid (?P<grid>\S+)|two blocks or more to split|(?P<count>\d+)",
    "merge": r"merge|two different grids|.*",
    "community": r"community|one of (?P<known>.*)|.*",
    "open": r"(?P<file>[^\x1f]*): line (?P<line>\d+)|open 1 .*|(?P<value>.*)",
    "two_blocks": r"(?P<file>[^\x1f]*): line (?P<line>\d+)|two different blocks|(?P<block>.*)",
    "pair_once": r"(?P<file>[^\x1f]*): line (?P<line>\d+)|every pair once"
    r"|(?P<pair>.*) as in line (?P<other>\d+)",
    "no_border": r"(?P<file>[^\x1f]*): line (?P<line>\d+)|a border to close|(?P<pair>.*), which share none",
    "stranger": r"(?P<file>[^\x1f]*): line (?P<line>\d+)|a block of the place|(?P<block>.*)",
    "no_file": r"(?P<file>[^\x1f]*)|a \w+ (?:that can be read)?(?:table)?|(?P<why>.*)",
    "no_version": r"version (?P<version>.*)|a kept version of this scenario|.*",
    "bad_version": r"(?P<file>[^\x1f]*)|a version as the workbench writes it|(?P<why>.*)",
    "bad_format": r"(?P<file>[^\x1f]*)|format (?P<known>\d+)|(?P<value>.*)",
    "no_grid": r"grid|one of the plan's grids|.*",
    "run_number": r"(?P<number>days|replications|seed)|(?P<least>\d+) to (?P<most>\d+)|(?P<value>-?\d+)",
    "rule_text": r"--rule|handler>=10.*|(?P<value>.*)",
    "rule_least": r"\W*rule(?: for)? (?P<role>[\w.-]+)|at most (?P<least>\d+) or more|(?P<most>\d+)",
    "rule_most": r"rule for (?P<role>[\w.-]+)|at least (?P<most>\d+) or fewer|(?P<least>\d+)",
    "rule_none": r"--rule (?P<role>[\w.-]+)|at least 1|(?P<most>\d+)",
    "late_share": r"--late|a share between 0 and 1.*|(?P<value>.*)",
    "cap_needed": r"--heads|a cap, for the least lateness under it|none",
    "not_that_week": r"\w+ (?P<who>\S+)|a day from (?P<first>\S+) to (?P<last>\S+)"
    r"|(?P<day>\S+)",
    "no_person": r"\w+ (?P<who>\S+)|a person of the plan .*|.*",
    "no_date": r"--week|a date such as .*|'?(?P<value>[^']*)'?",
    "far_week": r"--week|a week within ten years .*|(?P<value>.*)",
    "left_out": r"plan|a grid for every block|(?P<count>\d+) without one, (?P<block>\S+) first",
}
"""What a fault is about → place, expectation and finding as patterns, with the words that are told."""
_PATTERNS = {key: re.compile(pattern.replace("|", BAR), re.DOTALL) for key, pattern in _KNOWN.items()}


def told_fault(fault: Fault, t: Text) -> str | None:
    """The fault as a sentence in the language of the page; None for one that is not known here."""
    whole = BAR.join((fault.where, fault.expected, fault.got))
    for key, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(whole):
            words = {name: value or "" for name, value in found.groupdict().items()}
            if "grid" in words:
                words["grid"] = t.grid(words["grid"])
            if "role" in words:
                role = words["role"].removeprefix("each.")
                words["role"] = desk_words(role, t) if "." in role else t.called("role", role)
            if "number" in words:
                words["number"] = t(f"run.{words['number']}")
            return t(f"fault_says.{key}", **words)
    return None
