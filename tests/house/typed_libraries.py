"""The libraries whose types `models/` uses, named once: set-up has mypy read them, so that a check need not.

Not a test: `mypy tests/house/typed_libraries.py` fills mypy's cache (`.mypy_cache`), as compiling fills
`__pycache__`. Nothing of this project is checked by it, and nothing depends on it but time.
"""

from __future__ import annotations

import numpy
import numpy.typing
import pandas
import pydantic
import ruamel.yaml
import scipy.optimize
import scipy.sparse.csgraph
import scipy.spatial
import scipy.special
import scipy.stats
import shapely
import simpy

LIBRARIES = (numpy, pandas, pydantic, ruamel, scipy, shapely, simpy)
