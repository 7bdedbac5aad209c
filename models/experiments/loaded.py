"""What workers are copied from (`engines`): importing this loads what every replication needs, and reads what
every scenario is checked against."""

from __future__ import annotations

from models.experiments import replication
from models.scenario.assumptions import default_assumptions

__all__ = ["replication"]

default_assumptions()
