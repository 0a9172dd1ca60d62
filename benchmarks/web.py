"""Opening, saving and approving over HTTP, each in turn with the floor: the median of the rounds' ratios."""

import itertools
import json
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.ground import Client

ROUNDS, CALLS = 30, 4


@dataclass(frozen=True)
class Figure:
    """One measured ratio beside what the issue asks for. `limit_is_least`: at least, instead of at most."""

    name: str
    ratio: float
    limit: float
    detail: str
    limit_is_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the ratio is on the right side of the limit."""
        return self.ratio >= self.limit if self.limit_is_least else self.ratio <= self.limit


def in_turn(
    one: Callable[[], object], other: Callable[[], object], rounds: int = ROUNDS, calls: int = CALLS
) -> tuple[float, float, float]:
    """Time both, a few calls of each by turns. Return the median ratio one/other and both medians in milliseconds."""
    times: list[tuple[float, float]] = []
    for _ in range(3):
        one(), other()
    for _ in range(rounds):
        times.append((_time(one, calls), _time(other, calls)))
    ratio = statistics.median(a / b for a, b in times)
    return ratio, statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def _time(call: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) * 1000 / times


def expect(answer: tuple[int, str], status: int = 200) -> str:
    """Return the body of an answer with the status hoped for; anything else ends the benchmark."""
    if answer[0] != status:
        raise RuntimeError(f"answer {answer[0]}: {answer[1][:400]}")
    return answer[1]


def opening(desk: Client, floor: Client, pairs: dict[str, tuple[int, int]]) -> list[Figure]:
    """Measure a desk window of 50 paragraphs; `pairs` gives slug -> (statement id, translation id)."""
    figures = []
    for slug, (statement, translation) in pairs.items():
        ratio, ours, least = in_turn(
            lambda s=slug: expect(desk.ask("GET", f"/statements/{s}/es")),
            lambda s=statement, t=translation: expect(floor.ask("GET", f"/floor?statement={s}&translation={t}")),
        )
        figures.append(Figure(f"open a window, {slug}", ratio, 2.5, f"{ours:.1f} ms against {least:.1f} ms"))
    small, large = pairs
    ratio, a, b = in_turn(
        lambda: expect(desk.ask("GET", f"/statements/{large}/es")),
        lambda: expect(desk.ask("GET", f"/statements/{small}/es")),
    )
    figures.append(Figure("10,000 paragraphs against 100", ratio, 1.15, f"{a:.1f} ms against {b:.1f} ms"))
    return figures


def scrolling(desk: Client, floor: Client, slug: str, pair: tuple[int, int], length: int) -> Figure:
    """Measure the windows that arrive while somebody scrolls from the top of a long statement to its end."""
    places, (statement, translation) = itertools.cycle(range(50, length, 50)), pair
    ratio, ours, least = in_turn(
        lambda: expect(desk.ask("GET", f"/statements/{slug}/es/rows?after={next(places)}")),
        lambda: expect(floor.ask("GET", f"/floor?statement={statement}&translation={translation}")),
    )
    return Figure("scroll one window further", ratio, 2.5, f"{ours:.1f} ms against {least:.1f} ms")


def presence(desk: Client, floor: Client, pair: tuple[int, int]) -> Figure:
    """Measure what each open desk asks in 15 seconds, from another paragraph each time, so that each is written."""
    serial, (statement, translation) = itertools.count(), pair

    def renew() -> None:
        form = {"key": f"p{next(serial) % 50 + 1}", "writing": "1", "csrf_token": desk.token}
        expect(desk.ask("POST", f"/translations/{translation}/presence", form, "application/json"))

    ratio, ours, least = in_turn(
        renew, lambda: expect(floor.ask("GET", f"/floor?statement={statement}&translation={translation}"))
    )
    return Figure("a presence request, against a page", ratio, 0.5, f"{ours:.2f} ms against {least:.2f} ms")


def searching(desk: Client, floor: Client, pair: tuple[int, int], wanted: list[str]) -> Figure:
    """Measure searching everything for each of `wanted` by turns."""
    queries, (statement, translation) = itertools.cycle(wanted), pair
    ratio, ours, least = in_turn(
        lambda: expect(desk.ask("GET", f"/search?{urlencode({'q': next(queries)})}")),
        lambda: expect(floor.ask("GET", f"/floor?statement={statement}&translation={translation}")),
        calls=len(wanted),
    )
    return Figure("search 100,000 targets", ratio, 3, f"{ours:.1f} ms against {least:.1f} ms")


def saving(desk: Client, floor: Client, targets: list[int], floor_target: int) -> Figure:
    """Measure an autosave: each of `targets` in turn, so that folding and new revisions both occur."""
    versions = dict.fromkeys(targets, 0)
    turn, serial = itertools.cycle(targets), itertools.count()

    def save() -> None:
        target = next(turn)
        form = {"text": f"Un texto que crece {next(serial)}.", "version": versions[target]}
        expect(desk.ask("POST", f"/targets/{target}", form, "application/json"))
        versions[target] += 1

    def write() -> None:
        expect(floor.ask("POST", "/floor", {"id": floor_target, "text": f"Un texto que crece {next(serial)}."}))

    ratio, ours, least = in_turn(save, write)
    return Figure("save a target", ratio, 2.0, f"{ours:.2f} ms against {least:.2f} ms")


def approving(translator: Client, reviewer: Client, floor: Client, targets: list[int], floor_target: int) -> Figure:
    """Measure an approval of a text that somebody else has just handed in, a fresh one each time."""
    waiting = iter([_hand_in(translator, target) for target in targets])
    serial = itertools.count()

    def approve() -> None:
        target, version = next(waiting)
        expect(reviewer.ask("POST", f"/targets/{target}/approval", {"version": version}, "application/json"))

    ratio, ours, least = in_turn(
        approve, lambda: expect(floor.ask("POST", "/floor", {"id": floor_target, "text": f"{next(serial)}"}))
    )
    return Figure("approve a target", ratio, 2.5, f"{ours:.2f} ms against {least:.2f} ms")


def _hand_in(client: Client, target: int) -> tuple[int, int]:
    """Save and submit a text; return the target and the version that waits for review."""
    form = {"text": "Un texto para aprobar.", "version": 0}
    answer = expect(client.ask("POST", f"/targets/{target}/submission", form, "application/json"))
    return target, json.loads(answer)["version"]


def crowd(port: int, emails: list[str], targets: list[int], seconds: float = 6.0) -> Figure:
    """Measure saves a second of everybody at once against one person alone, in turns, on the same server."""
    clients = [Client(port).sign_in(email) for email in emails]
    versions = dict.fromkeys(targets, 0)
    shares = [targets[n :: len(clients)] for n in range(len(clients))]

    def work(client: Client, own: list[int], until: float) -> int:
        done = 0
        for target in itertools.cycle(own):
            if time.perf_counter() > until:
                return done
            form = {"text": f"Texto {time.perf_counter_ns()}.", "version": versions[target]}
            expect(client.ask("POST", f"/targets/{target}", form, "application/json"))
            versions[target] += 1
            done += 1
        return done

    ratios, alone_rates, crowd_rates = [], [], []
    with ThreadPoolExecutor(len(clients)) as pool:
        for _ in range(4):
            until = time.perf_counter() + seconds / 2
            alone = work(clients[0], shares[0], until) / (seconds / 2)
            until = time.perf_counter() + seconds
            together = sum(pool.map(work, clients, shares, itertools.repeat(until))) / seconds
            ratios.append(together / alone)
            alone_rates.append(alone)
            crowd_rates.append(together)
    together, alone = statistics.median(crowd_rates), statistics.median(alone_rates)
    detail = f"{together:.0f} saves/s against {alone:.0f} alone, no error"
    return Figure(f"{len(emails)} people saving at once", statistics.median(ratios), 0.9, detail, limit_is_least=True)
