"""What workers are copied from (`engines`): importing this loads what every replication needs, and reads what
every scenario is checked against."""

from __future__ import annotations

import gc

from models.simulation.garbage import no_cyclic_garbage_collection

with no_cyclic_garbage_collection():
    from models.experiments import replication
    from models.scenario.assumptions import default_assumptions

    default_assumptions()
gc.freeze()  # it stays as it is: no copy looks through it for garbage, and copies share its memory

__all__ = ["replication"]
