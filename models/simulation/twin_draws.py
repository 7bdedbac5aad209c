"""Case-keyed draws and their variates, compiled: the same numbers as `draws` and `work`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import types

from models.simulation.hashing import chained, unit
from models.space.compiled import compiled

U1 = types.Array(types.uint64, 1, "C")
F1 = types.Array(types.float64, 1, "C")

STREAMS = (
    "desk.minutes",
    "site.minutes",
    "site.travel",
    "case.recognised",
    "case.bounce",
    "case.second_visit",
    "case.review",
    "case.check",
    "case.suspension",
    "case.order",
    "case.order_not_met",
    "case.department_days",
    "case.extension",
)
"""Streams of `work`, in the order in which the kernel numbers them."""


@compiled(types.float64(U1, types.int64, types.int64, types.int64))
def mark(states: Any, stream: int, number: int, key: int) -> float:
    """The number of a stream for a case and a key."""
    return unit(chained(chained(states[stream], np.uint64(number)), np.uint64(key)))


@compiled(types.float64(types.float64))
def inverse_normal(p: float) -> float:
    """Quantile of the standard normal: Wichura's algorithm AS 241 (1988), as `statistics.NormalDist` has
    it."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            (
                (
                    (
                        (
                            ((2.50908_09287_30122_6727e3 * r + 3.34305_75583_58812_8105e4) * r
                             + 6.72657_70927_00870_0853e4) * r
                            + 4.59219_53931_54987_1457e4
                        ) * r
                        + 1.37316_93765_50946_1125e4
                    ) * r
                    + 1.97159_09503_06551_4427e3
                ) * r
                + 1.33141_66789_17843_7745e2
            ) * r
            + 3.38713_28727_96366_6080e0
        ) * q  # fmt: skip
        bottom = (
            (
                (
                    (
                        (
                            ((5.22649_52788_52854_5610e3 * r + 2.87290_85735_72194_2674e4) * r
                             + 3.93078_95800_09271_0610e4) * r
                            + 2.12137_94301_58659_5867e4
                        ) * r
                        + 5.39419_60214_24751_1077e3
                    ) * r
                    + 6.87187_00749_20579_0830e2
                ) * r
                + 4.23133_30701_60091_1252e1
            ) * r
            + 1.0
        )  # fmt: skip
        return top / bottom
    r = p if q <= 0.0 else 1.0 - p
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r = r - 1.6
        top = (
            (
                (
                    (
                        (
                            ((7.74545_01427_83414_07640e-4 * r + 2.27238_44989_26918_45833e-2) * r
                             + 2.41780_72517_74506_11770e-1) * r
                            + 1.27045_82524_52368_38258e0
                        ) * r
                        + 3.64784_83247_63204_60504e0
                    ) * r
                    + 5.76949_72214_60691_40550e0
                ) * r
                + 4.63033_78461_56545_29590e0
            ) * r
            + 1.42343_71107_49683_57734e0
        )  # fmt: skip
        bottom = (
            (
                (
                    (
                        (
                            ((1.05075_00716_44416_84324e-9 * r + 5.47593_80849_95344_94600e-4) * r
                             + 1.51986_66563_61645_71966e-2) * r
                            + 1.48103_97642_74800_74590e-1
                        ) * r
                        + 6.89767_33498_51000_04550e-1
                    ) * r
                    + 1.67638_48301_83803_84940e0
                ) * r
                + 2.05319_16266_37758_82187e0
            ) * r
            + 1.0
        )  # fmt: skip
    else:
        r = r - 5.0
        top = (
            (
                (
                    (
                        (
                            ((2.01033_43992_92288_13265e-7 * r + 2.71155_55687_43487_57815e-5) * r
                             + 1.24266_09473_88078_43860e-3) * r
                            + 2.65321_89526_57612_30930e-2
                        ) * r
                        + 2.96560_57182_85048_91230e-1
                    ) * r
                    + 1.78482_65399_17291_33580e0
                ) * r
                + 5.46378_49111_64114_36990e0
            ) * r
            + 6.65790_46435_01103_77720e0
        )  # fmt: skip
        bottom = (
            (
                (
                    (
                        (
                            ((2.04426_31033_89939_78564e-15 * r + 1.42151_17583_16445_88870e-7) * r
                             + 1.84631_83175_10054_68180e-5) * r
                            + 7.86869_13114_56132_59100e-4
                        ) * r
                        + 1.48753_61290_85061_48525e-2
                    ) * r
                    + 1.36929_88092_27358_05310e-1
                ) * r
                + 5.99832_20655_58879_37690e-1
            ) * r
            + 1.0
        )  # fmt: skip
    x = top / bottom
    return -x if q < 0.0 else x


@compiled(types.int64(F1, types.int64, types.float64))
def lognormal_seconds(params: Any, at: int, u: float) -> int:
    """Lognormal minutes as whole seconds, at least one; `params[at:at + 3]` are mean, sigma, variance / 2."""
    minutes = params[at] * math.exp(params[at + 1] * inverse_normal(u) - params[at + 2])
    return max(1, int(np.rint(60.0 * minutes)))
