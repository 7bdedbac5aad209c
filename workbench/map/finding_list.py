"""A list of findings that can be chosen one by one."""

from __future__ import annotations

import param
from panel.custom import JSComponent

from workbench.map.heard import Heard

STYLE = """
:host { display: block; font: 12.5px/1.45 var(--gw-font); color: var(--gw-text); }
h2 { margin: 0; font: 650 14px/1.4 var(--gw-font); display: flex; gap: 8px; align-items: center; }
h2::before { content: ""; width: 9px; height: 9px; border-radius: 50%;
  background: var(--gw-bad); }
h2.fine::before { background: var(--gw-good); }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(235px, 1fr)); gap: 2px 10px;
  margin: 6px 0 0; padding: 0; list-style: none; max-height: 148px; overflow-y: auto; }
ul:empty { display: none; }
button { width: 100%; padding: 4px 8px; border: 0; border-radius: 7px; background: transparent;
  color: inherit; font: inherit; text-align: left; cursor: pointer; }
button:hover { background: color-mix(in srgb, var(--gw-accent) 10%, transparent); }
button:focus-visible { outline: 2px solid var(--gw-accent); outline-offset: -2px; }
"""


class FindingList(Heard, JSComponent):
    """`hear` gets `{row}`: which finding was chosen."""

    title = param.String(default="")
    rows = param.List(default=[], item_type=str)
    zoom = param.String(default="")
    fine = param.Boolean(default=True)

    _esm = """
export function render({model, el}) {
  const head = document.createElement("h2"), list = document.createElement("ul")
  el.append(head, list)
  const draw = () => {
    head.textContent = model.title
    head.className = model.fine ? "fine" : "bad"
    list.replaceChildren(...model.rows.map((text, row) => {
      const item = document.createElement("li"), button = document.createElement("button")
      button.type = "button"
      button.textContent = text
      button.title = model.zoom
      button.onclick = () => model.send_msg({row})
      item.append(button)
      return item
    }))
  }
  draw()
  for (const name of ["title", "rows", "zoom", "fine"]) { model.on(name, draw) }
}
"""
    _stylesheets = [STYLE]  # noqa: RUF012
