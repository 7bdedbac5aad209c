"""The words of the pages in the language of the moment: `t("key")` now, `t.live("key")` for ever."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import param

from models.measures.declare import MEASURES
from models.text.names import texts

LANGUAGES = ("zh", "en")


def flatten(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested TOML tables to one level of dotted keys."""
    flat: dict[str, str] = {}
    for key, value in table.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            flat |= flatten(value, path + ".")
        else:
            flat[path] = str(value)
    return flat


@functools.cache
def words(language: str) -> dict[str, str]:
    """Every text of the workbench's `text/<language>.toml`, by dotted key."""
    source = files("workbench") / "text" / f"{language}.toml"
    return flatten(tomllib.loads(source.read_text(encoding="utf-8")))


class Text(param.Parameterized):
    """What the page says, in `language`.

    A word is looked up in the workbench's texts, then in the models' (names of measures, roles,
    departments). An unknown key is an error in the code and raises KeyError.
    """

    language = param.Selector(default="zh", objects=list(LANGUAGES))

    def __call__(self, key: str, **values: Any) -> str:
        """The text of `key` now, with `{names}` filled in from `values`."""
        text = self.find(key)
        if text is None:
            raise KeyError(f"no text {key!r} in {self.language}")
        return text.format(**values) if values else text

    def find(self, key: str) -> str | None:
        """The text of `key`, or None where neither the workbench nor the models have one."""
        found = words(self.language).get(key)
        return found if found is not None else texts(self.language).get(key)

    def live(self, key: str, wrap: str = "{}") -> Callable[[], str]:
        """A reference that a widget's label or a pane can be: it follows the language.

        `wrap` is markup around the text (`<h2>{}</h2>`).
        """
        return param.bind(lambda _language: wrap.format(self(key)), self.param.language)

    def called(self, kind: str, code: str) -> str:
        """The name of a code (`called("role", "inspector")`); a code nobody named stands for itself."""
        found = self.find(f"{kind}.{code}")
        return found if found is not None else code

    def grid(self, code: str) -> str:
        """The name of a grid: its place in the page's language, and its number (`luohu-3`)."""
        place, dash, number = code.rpartition("-")
        return f"{self.called('place', place)} {number}" if dash else code

    def measure(self, name: str) -> str:
        """The name of a measure; of a family's member with what it is about (`on time · town`)."""
        declared = MEASURES.get(name)
        if declared is None or not declared.family:
            return self.called("measure", name)
        groups = ("level", "role", "task_kind")
        member = next((text for group in groups if (text := self.find(f"{group}.{declared.member}"))), None)
        return f"{self.called('measure', declared.family)} · {member or declared.member}"
