"""What the solver offers: a card a proposal, with buttons to compare, accept and reject it."""

from __future__ import annotations

from pathlib import Path

import param
from panel.custom import JSComponent

from workbench.map.heard import ELEMENT, Heard

HERE = Path(__file__).parent


class ProposalList(Heard, JSComponent):
    """`hear` gets `{kind, name}`: look, accept or drop, and of which card.

    A card that has not changed stays where it is, as one of its buttons may be under the pointer.
    """

    cards = param.String(
        default="[]", doc="JSON: name, title, status, figures ([value, label]), wrong and limits (sentences)."
    )
    words = param.Dict(default={}, doc="look, accept, drop in the language of the page.")
    shown = param.String(default="", doc="Name of the card whose plan is compared with.")
    editable = param.Boolean(default=True)

    _esm = ELEMENT + (HERE / "proposal_list.js").read_text(encoding="utf-8")
    _stylesheets = [(HERE / "proposal_list.css").read_text(encoding="utf-8")]  # noqa: RUF012
