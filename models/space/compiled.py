"""Ahead-of-use compilation of kernels: explicit signatures, cached beside the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(
    signature: Any, inline: bool = False, forced: bool = False, inner: bool = False
) -> Callable[[Kernel], Kernel]:
    """Compile a kernel for one signature, once, and keep it on disk.

    The explicit signature makes a wrongly typed call fail instead of silently compiling again.
    Arithmetic stays strict (no fastmath), so that a result does not depend on the vector unit.
    `inline` copies it into its callers before they are compiled, `forced` afterwards (cheaper to compile).
    `inner` is for what only other kernels call and what makes no arrays: it does not count who holds its
    arguments, which for a tuple of many arrays takes longer than a short kernel itself.
    """

    def decorate(kernel: Kernel) -> Kernel:
        options: dict[str, Any] = {"inline": "always"} if inline else {}
        options |= {"forceinline": True} if forced else {}
        options |= {"_nrt": False, "no_cpython_wrapper": True} if inner else {}
        return cast(Kernel, numba.njit(signature, cache=True, nogil=True, **options)(kernel))

    return decorate
