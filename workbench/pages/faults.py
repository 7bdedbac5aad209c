"""Faults on a page: every one of them as a list item, in the language of the page."""

from __future__ import annotations

from html import escape

from models.scenario.faults import Fault
from workbench.language import Text
from workbench.views.fault_words import told_fault


def faults_html(faults: list[Fault] | tuple[Fault, ...], t: Text, head: str = "run.failed") -> str:
    """Every fault as a list item under a heading."""
    items = "".join(f"<li>{escape(fault_words(fault, t))}</li>" for fault in faults)
    return f'<p class="strong">{escape(t(head))}</p><ul>{items}</ul>'


def fault_words(fault: Fault, t: Text) -> str:
    """One fault as a sentence in the language of the page."""
    if fault.where == "worker":
        return t("run.died", got=fault.got)
    if (said := told_fault(fault, t)) is not None:
        return said
    key = "run.fault" if fault.expected else "run.fault_plain"
    tail = f" ({fault.remedy})" if fault.remedy else ""
    return t(key, where=fault.where, expected=fault.expected, got=fault.got) + tail
