"""The clock: SimPy's events in SimPy's order, at absolute times, and the end of an instant."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Final

from sim.corridor.by_time import ByTime
from sim.corridor.moments import Event, Journey, Moment
from sim.errors import ModelError, UntrustedRun

EVENTS_WITHOUT_ADVANCE: Final = 1_000_000
BEFORE_OTHERS: Final = 1 << 60  # more events than there ever are

Process = Generator[Event, Any, None]


def _act(event: Moment) -> None:
    event._value()


ACT: Final[list[Callable[[Moment], None]]] = [_act]


class Action(Moment):
    """Something to be done at a time; all share their callbacks, to which nobody may add."""

    __slots__ = ()

    def __init__(self, action: Callable[[], None]) -> None:
        self.callbacks = ACT
        self._value = action


class Clock:
    """Hours from the start of the horizon; runs from `start` up to, and not including, `end`."""

    def __init__(self, start: float, end: float) -> None:
        self.start = start
        self.end = end
        self.now = start
        self._events = ByTime()
        self._put_so_far = 0
        self._round: list[Callable[[float], None]] = []
        self._answers: list[Moment] = []
        self._others_next = False
        self._last: list[Callable[[float], None]] = []

    def at(self, time: float) -> Moment:
        """An event at exactly this time.

        SimPy's timeout adds a delay to the current time and may land an ulp beside it; putting the
        event on the queue at its absolute time keeps equality bitwise. Raises ModelError for a time
        that is not a number or lies in the past: SimPy would run its clock backwards.
        """
        event = Moment()
        self.trigger(event, time)
        return event

    def call(self, time: float, action: Callable[[], None]) -> None:
        """Do something at exactly this time; never, when the time lies beyond the end."""
        if time < self.end:
            self.trigger(Action(action), time)

    def call_first(self, time: float, action: Callable[[], None]) -> None:
        """The same for a later time, before all else that happens at it."""
        if time < self.end:
            self._put_first(time, Action(action))

    def settle(self, action: Callable[[float], None]) -> None:
        """Do something at the end of this instant, after its other events, with the time.

        What is asked for in one instant is done in one round; what that causes at the same
        instant comes after the whole round, and may ask for another one.
        """
        self._round.append(action)

    def settle_last(self, action: Callable[[float], None]) -> None:
        """Do something when nothing else is left to be done in this instant, with the time.

        What it causes at the same instant follows, round by round.
        """
        self._last.append(action)

    def answer(self, question: Moment, value: object = None) -> None:
        """Let an event happen now, after the whole round that this is done in."""
        question._value = value
        self._answers.append(question)

    def tell(self, question: Moment) -> None:
        """Let an event happen at once, with all that it causes before anything else is done."""
        callbacks: list[Any] = question.callbacks
        question.callbacks = None  # type: ignore[assignment]
        for callback in callbacks:
            callback(question)

    def is_alone(self) -> bool:
        """Whether nothing else happens at this instant, whoever asks being the last to act in it.

        Then what it asks for need not wait for the end of the instant: the round would hold its
        question only. True only of who asks and then waits for the answer.
        """
        if self._others_next or self._round or self._answers:
            return False
        return self._events.first() > self.now

    def process(self, steps: Process) -> None:
        """Start a process at once, before what else happens now, as SimPy does."""
        begin = Moment()
        begin.callbacks = Journey(steps).going_on
        self._put_first(self.now, begin)

    def begin(self, steps: Process) -> None:
        """The same without an event, for who does nothing more at an event from the queue."""
        Journey(steps).go_on()

    def run(self) -> None:
        """Run to the end. Raises UntrustedRun when events no longer advance the clock."""
        coming = self._events
        instant, events = self.start, 0
        while True:
            time = coming.first()
            if time > instant:
                if self._round:
                    actions, self._round = self._round, []
                    for action in actions:
                        action(instant)
                    if self._answers:
                        self._tell()
                    continue
                if self._last:
                    actions, self._last = self._last, []
                    for action in actions:
                        action(instant)
                    continue
                if time >= self.end:
                    return
                instant, events = time, 0
                self.now = time
            events += 1
            if events > EVENTS_WITHOUT_ADVANCE:
                raise UntrustedRun(f"{events} events at hour {time:g} do not advance the clock")
            # What SimPy's own step does, written out: calling it costs a twentieth of a run.
            event: Moment = coming.take()
            callbacks: list[Any] = event.callbacks
            event.callbacks = None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)

    def _tell(self) -> None:
        answers, self._answers = self._answers, []
        to_come = len(answers)
        for answer in answers:
            to_come -= 1
            self._others_next = to_come > 0
            self.tell(answer)

    def trigger(self, event: Moment, time: float) -> None:
        """Let an event happen at exactly this time; raises as `at` does."""
        if not time >= self.now:
            raise ModelError(f"event at {time} while the clock stands at {self.now}")
        self._put_so_far += 1
        self._events.put(time, self._put_so_far, event)

    def _put_first(self, time: float, event: Moment) -> None:
        self._put_so_far += 1
        self._events.put(time, self._put_so_far - BEFORE_OTHERS, event)
