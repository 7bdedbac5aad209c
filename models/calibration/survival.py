"""Times of which some have not ended yet: the curve of Kaplan and Meier (1958)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.calibration.shares import Z

Hours = npt.NDArray[np.float64]


def kaplan_meier(times: Hours, ended: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Share done by each time: `time, done, low, high, at_risk`.

    A time that has not ended says only that it is longer. Intervals: log-minus-log of Greenwood's variance.
    """
    order = np.argsort(times, kind="stable")
    distinct, first = np.unique(times[order], return_index=True)
    events = np.add.reduceat(ended[order].astype(np.int64), first) if len(distinct) else np.zeros(0, np.int64)
    at_risk = len(times) - first
    with np.errstate(divide="ignore", invalid="ignore"):
        open_ = np.cumprod(1.0 - events / at_risk)
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        spread = Z * np.sqrt(greenwood) / np.abs(np.log(open_))
        low, high = open_ ** np.exp(spread), open_ ** np.exp(-spread)
    sure = np.isfinite(low) & np.isfinite(high)
    table = pd.DataFrame(
        {
            "time": distinct,
            "done": 1.0 - open_,
            "low": np.where(sure, 1.0 - high, 1.0 - open_),
            "high": np.where(sure, 1.0 - low, 1.0 - open_),
            "at_risk": at_risk,
        }
    )
    return table[events > 0].reset_index(drop=True)


def quantile(curve: pd.DataFrame, share: float) -> float:
    """Earliest time by which that share is done; NaN where the log ends before."""
    reached = curve[curve["done"] >= share - 1e-12]
    return float(reached["time"].iloc[0]) if len(reached) else float("nan")


def thinned(curve: pd.DataFrame, most: int = 160) -> pd.DataFrame:
    """The same curve with at most so many points, as a chart needs it."""
    if len(curve) <= most:
        return curve
    wanted = np.linspace(0.0, float(curve["done"].iloc[-1]), most)
    places = np.unique(np.searchsorted(curve["done"].to_numpy(), wanted).clip(0, len(curve) - 1))
    return curve.iloc[places].reset_index(drop=True)
