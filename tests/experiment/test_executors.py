from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from sim.compiled import place
from sim.experiment.executors import Serial, Staff, Workers, local
from tests.processes import is_alive


def knows_interrupts() -> tuple[bool, bool]:
    """Whether a Ctrl-C at its birth, and one later, could reach this process."""
    held = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    return not held, not ignored


def test_one_worker_is_this_very_process():
    executor = local(1)
    assert isinstance(executor, Serial)
    assert executor.submit(os.getpid).result() == os.getpid()


def test_more_workers_are_processes_of_their_own():
    with local(2) as executor:
        assert isinstance(executor, Workers)
        assert executor.submit(os.getpid).result() != os.getpid()


def test_serial_keeps_an_error_for_whoever_asks():
    future = Serial().submit(int, "x")
    assert isinstance(future.exception(), ValueError)


def test_no_interrupt_reaches_a_worker_at_its_birth_or_later():
    main = sys.modules["__main__"]
    with Workers(1) as executor:
        assert executor.submit(knows_interrupts).result() == (False, False)
    assert sys.modules["__main__"] is main
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_workers_are_gone_when_the_work_ends():
    before = threading.active_count()
    with Workers(2) as executor:
        pids = {executor.submit(os.getpid).result() for _ in range(2)}
        processes = list(executor._processes.values())
    assert pids <= {process.pid for process in processes}
    assert not any(process.is_alive() for process in processes)
    assert threading.active_count() == before


def one_worker() -> Workers:
    return Workers(1)


def test_a_staff_goes_from_one_piece_of_work_to_the_next():
    staff = Staff(one_worker)
    with staff:
        first = staff.submit(os.getpid).result()
    with staff:
        assert staff.submit(os.getpid).result() == first
    staff.shutdown()
    assert not is_alive(first)


def test_a_staff_that_was_sent_away_is_hired_anew():
    staff = Staff(one_worker)
    first = staff.submit(os.getpid).result()
    staff.shutdown()
    assert staff.submit(os.getpid).result() != first
    staff.shutdown()


def test_who_began_interpreted_goes_when_the_model_has_been_compiled(monkeypatch):
    hired: list[Serial] = []

    def hire() -> Serial:
        hired.append(Serial())
        return hired[-1]

    staff = Staff(hire)
    for model, expected in ((None, 1), (None, 1), (Path("compiled"), 2), (Path("compiled"), 2)):
        monkeypatch.setattr(place, "found", lambda model=model: model)
        with staff:
            staff.submit(int)
        assert len(hired) == expected


def test_an_error_sends_a_staff_away():
    staff = Staff(one_worker)
    first = staff.submit(os.getpid).result()
    with pytest.raises(ZeroDivisionError), staff:
        raise ZeroDivisionError
    assert not is_alive(first)
