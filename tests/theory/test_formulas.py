"""The formulas give the published values of the list of analytic cases."""

from __future__ import annotations

import pytest

from tests.theory import formulas

LISTED = {
    "A01-mm1-0.8 wait": (formulas.mmc(0.8, 1, 1).wait, 4.0),
    "A01-mm1-0.8 P(wait)": (formulas.mmc(0.8, 1, 1).waits, 0.8),
    "A01-mm1-0.8 L": (formulas.mmc(0.8, 1, 1).number, 4.0),
    "A02-mm1-first25": (formulas.first_waits(1.0, 0.9, 25), 2.124489347),
    "A04-mm2 P(wait)": (formulas.mmc(1.6, 1, 2).waits, 0.7111111111),
    "A04-mm2 wait": (formulas.mmc(1.6, 1, 2).wait, 1.777777778),
    "A04-mm2 L": (formulas.mmc(1.6, 1, 2).number, 4.444444444),
    "A04-mm3 P(wait)": (formulas.mmc(2.4, 1, 3).waits, 0.6471910112),
    "A04-mm3 wait": (formulas.mmc(2.4, 1, 3).wait, 1.078651685),
    "A04-mm3 L": (formulas.mmc(2.4, 1, 3).number, 4.988764045),
    "A04-mm10 P(wait)": (formulas.mmc(9, 1, 10).waits, 0.6687315241),
    "A04-mm10 L": (formulas.mmc(9, 1, 10).number, 15.01858372),
    "A04-mm3 p95": (formulas.mmc_wait_quantile(2.4, 1, 3, 0.95), 4.267697453),
    "A05-md1": (formulas.mdc_wait(0.8, 1, 1), 2.0),
    "A05-md1 by Pollaczek": (formulas.mg1_wait(0.8, 1, 0), 2.0),
    "A05-md3": (formulas.mdc_wait(2.4, 1, 3), 0.5539002252),
    "A06-mg1": (formulas.mg1_wait(0.8, 1, 0.5), 2.5),
    "A07-dm1": (formulas.dm1_wait(1.25, 1), 1.69273084),
    "A08-kingman": (formulas.kingman_bound(0.8, 1, 1, 12**-0.5), 3.291666667),
    "A08-kingman exact": (formulas.mg1_wait(0.8, 1, 12**-0.5), 2.166666667),
    "B01-mx40": (formulas.batch_wait(0.02, 40, 1, 1), 101.5),
    "B03-mxd1 of 40": (formulas.batch_wait(0.02, 40, 1, 0), 99.5),
    "B03-mxd1 of 2": (formulas.batch_wait(0.4, 2, 1, 0), 4.5),
    "B04-formation": (formulas.formation_wait(2, 40), 9.75),
    "B05-headway cv 0.5": (formulas.departure_wait(24, 0.5), 15.0),
    "B06-ship-0.72": (formulas.ship_wait(3, 24, 100), 12.00075315),
    "B06-ship-0.72 left": (formulas.ship_leaves_behind(3, 24, 100), 0.002259436194),
    "B06-ship-0.9": (formulas.ship_wait(3.75, 24, 100), 12.29600337),
    "B06-ship-0.9 left": (formulas.ship_leaves_behind(3.75, 24, 100), 1.110012634),
    "D01-priority first": (formulas.priority_waits((0.3, 0.5), 1)[0], 1.142857143),
    "D01-priority second": (formulas.priority_waits((0.3, 0.5), 1)[1], 5.714285714),
    "D05-mginf": (formulas.poisson_tail(72, 90), 0.01723376859),
    "D06-bas2 b=0": (formulas.blocked_throughput(1, 1, 0), 2 / 3),
    "D06-bas2 b=10": (formulas.blocked_throughput(1, 1, 10), 0.9230769231),
    "D06-bas2 unequal": (formulas.blocked_throughput(1, 1.25, 0), 0.737704918),
    "E05-ships-2": (formulas.closed_network(2, (12, 10), 36).rate, 0.03215077605),
    "E05-ships-4": (formulas.closed_network(4, (12, 10), 36).rate, 0.05439757612),
    "E05-ships-6": (formulas.closed_network(6, (12, 10), 36).rate, 0.06747348005),
    "E05-ships-6 at port": (formulas.closed_network(6, (12, 10), 36).numbers[0], 2.111732888),
}


@pytest.mark.parametrize("name", LISTED)
def test_listed_values(name: str) -> None:
    got, listed = LISTED[name]
    assert got == pytest.approx(listed, rel=2e-9, abs=1e-9)  # ten digits are listed
