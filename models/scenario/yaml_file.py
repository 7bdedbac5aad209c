"""Reading a YAML file at the door: YAML 1.2, no duplicate keys, no aliases, of a size people write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from models.scenario.faults import Fault, ScenarioError

MAX_BYTES = 1_000_000
MAX_DEPTH = 20


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file (an empty file is an empty mapping); ScenarioError for anything else."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ScenarioError(Fault(path.name, f"at most {MAX_BYTES} bytes", f"{size}"))
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ScenarioError(Fault(path.name, "a readable file", type(error).__name__)) from None
    except UnicodeError:
        raise ScenarioError(Fault(path.name, "text in UTF-8", "other bytes")) from None
    return parse_yaml(text, path.name)


def parse_yaml(text: str, where: str) -> dict[str, Any]:
    """The mapping in a YAML text; `where` names it in faults."""
    try:
        _refuse_tricks(text, where)
        loaded = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError, OverflowError, TypeError, AttributeError) as error:
        problem = " ".join(str(error).split())[:200] or type(error).__name__
        raise ScenarioError(Fault(where, "valid YAML 1.2", problem)) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict) or not all(isinstance(key, str) for key in loaded):
        raise ScenarioError(Fault(where, "a mapping with words as keys", type(loaded).__name__))
    return loaded


def _refuse_tricks(text: str, where: str) -> None:
    """Aliases can blow up a small file, and deep nesting the reader's stack."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, AliasEvent):
            raise ScenarioError(Fault(where, "no aliases (*name)", f"*{event.anchor}"))
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ScenarioError(Fault(where, f"at most {MAX_DEPTH} levels of nesting", "more"))


def write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    """Write a mapping in block style, keys in the given order."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yaml.dump(dict(content), file)
