"""Run the benchmarks and print what they report: `python -m benchmarks [name ...]` (`make bench`).

A benchmark is a file in this folder whose name does not begin with an underscore. It takes `--json` and then
writes one JSON object as the last line of its standard output; its progress goes to standard error.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Every benchmark there is, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def run(name: str) -> dict[str, object] | None:
    """What one benchmark reports, from a process of its own; None when it failed or reported nothing."""
    command = [sys.executable, str(FOLDER / f"{name}.py"), "--json"]
    done = subprocess.run(command, cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        print(done.stdout, file=sys.stderr)
        return None
    try:
        report = json.loads(lines[-1])
    except json.JSONDecodeError:
        report = json.loads(done.stdout)  # a report over several lines, with nothing before it
    return dict(report)


def main(wanted: list[str]) -> int:
    """Run the wanted benchmarks (all of them by default); the number that failed is the exit code."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    failed = []
    for name in wanted or names():
        started = time.perf_counter()
        report = run(name)
        print(f"== {name} ({time.perf_counter() - started:.0f} s)", flush=True)
        print("FAILED" if report is None else json.dumps(report, indent=2, ensure_ascii=False), flush=True)
        if report is None:
            failed.append(name)
    print(f"== {len(wanted or names()) - len(failed)} ran, {len(failed)} failed {' '.join(failed)}".rstrip())
    return min(len(failed), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
