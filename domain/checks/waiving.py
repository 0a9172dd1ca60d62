"""Which findings a waiver holds for: those that say the same of the same words, and as many as were waived."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from domain.checks.base import Finding


def fingerprint(finding: Finding, text: str) -> str:
    """Return what tells this finding in the target `text` from others: its check, kind, facts and the words there.

    Where it is about the whole target, its facts stand for the words, so that other changes let the waiver be; without
    facts, the text does.
    """
    is_whole = finding.start == 0 and finding.end >= len(text)
    words = "" if is_whole and finding.facts else text[finding.start : finding.end]
    parts = json.dumps([finding.check, finding.kind, finding.facts, words], ensure_ascii=True)
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
