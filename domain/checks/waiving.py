"""Which findings a waiver holds for: those that say the same of the same words, and as many as were waived."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from domain.checks.base import Finding

# What is missing stands nowhere, so these are about the whole target; what they say tells them apart.
_OF_THE_WHOLE = frozenset({
    ("emphasis", "fewer"), ("links", "missing"), ("notes", "missing"), ("quotes", "lost"),
    ("capital-runs", "lost"), ("numbers", "missing"), ("same-source", "differs"), ("terms", "changed"),
    ("terms", "missing"), ("units", "missing"),
})  # fmt: skip


def fingerprint(finding: Finding, text: str) -> str:
    """Return what tells this finding in the target `text` from others: its check, kind, facts and the words there.

    Where something is missing from the whole target, the facts stand for the words, so that other changes of the text
    let the waiver be.
    """
    words = "" if (finding.check, finding.kind) in _OF_THE_WHOLE else text[finding.start : finding.end]
    parts = json.dumps([finding.check, finding.kind, finding.facts, words])
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def sorted_out(
    findings: Iterable[Finding], text: str, waived: Iterable[str]
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """Return the findings that are open, and those that are waived with their fingerprint, both in the order given.

    A fingerprint that was waived once holds for one finding: the same slip made again is open.
    """
    left = Counter(waived)
    still_open: list[Finding] = []
    settled: list[tuple[Finding, str]] = []
    for finding in findings:
        mark = fingerprint(finding, text) if left else ""
        if mark and left[mark] > 0:
            left[mark] -= 1
            settled.append((finding, mark))
        else:
            still_open.append(finding)
    return still_open, settled
