"""How many examples a law of the simulation is tried on: a run costs more than an example usually does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import Phase, given, settings

from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from tests.builders import communities, run

Law = Callable[[Scenario, Outcome], None]

SHORT = settings.default.max_examples <= 50
FEW = settings(
    max_examples=6 if SHORT else settings.default.max_examples // 5,
    # an example is already small and says what it is; looking for a smaller one takes minutes
    phases=(Phase.explicit, Phase.generate) if SHORT else tuple(Phase),
)
TWICE = settings(FEW, max_examples=2 * FEW.max_examples)
"""For many laws that are looked at in the same run."""


def holding(laws: Sequence[Law]) -> Callable[[], None]:
    """A test that all these laws hold: one run of any community answers for all of them."""

    @TWICE
    @given(communities(busy=True))
    def test(scenario: Scenario) -> None:
        told = run(scenario)
        for law in laws:
            law(scenario, told)

    return test
