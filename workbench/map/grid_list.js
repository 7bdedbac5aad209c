// The table of grids: a row a grid with bars in its cells; a row is chosen to be painted, looked at or locked.

const PICTURES = {
  zoom: "M10.500 4a6.500 6.500 0 1 1 0 13a6.500 6.500 0 0 1 0-13zM15.300 15.300L20 20",
  locked: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  open: "M6 11h12v9H6zM8.500 11V7.500a3.500 3.500 0 0 1 6.700-1.400",
}

function icon(name, button) {
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${PICTURES[name]}"/></svg>`
}

function button(model, cls, kind, grid, label, picture, parent) {
  const node = make("button", `mini ${cls}`, parent)
  node.type = "button"
  node.dataset.key = `${kind}${grid}`
  node.title = label
  node.setAttribute("aria-label", label)
  icon(picture, node)
  node.onclick = (event) => { event.stopPropagation(); model.send_msg({kind, grid}) }
}

function workCell(row, cell) {
  const bar = make("span", "bar", cell)
  for (const [part, share] of row.parts) { Object.assign(make("i", part, bar).style, {width: `${100 * share}%`}) }
  make("u", "band", bar).style.cssText = `left:${100 * row.band[0]}%;width:${100 * (row.band[1] - row.band[0])}%`
  make("span", "number", cell, row.hours)
}

function line(model, row, grid, body) {
  const words = model.words, tr = make("tr", grid === model.chosen ? "chosen" : "", body)
  tr.tabIndex = 0
  tr.dataset.key = `row${grid}`
  tr.setAttribute("aria-selected", String(grid === model.chosen))
  tr.onclick = () => model.send_msg({kind: "target", grid})
  tr.onkeydown = (event) => {
    if (event.target !== tr || event.ctrlKey || event.metaKey || event.altKey) { return }
    const next = {ArrowDown: tr.nextElementSibling, ArrowUp: tr.previousElementSibling}[event.key]
    if (next) { next.focus() } else if (event.key === "Enter" || event.key === " ") { tr.onclick() } else { return }
    event.preventDefault()
  }
  const name = make("td", "name", tr)
  make("i", "swatch", name).style.background = row.colour
  make("span", "", name, row.name)
  if (grid < 9) { make("kbd", "", name, String(grid + 1)) }
  const acts = make("td", "acts", tr)
  if (model.editable) { button(model, row.locked ? "on" : "", "lock", grid, row.locked ? words.unlock : words.lock, row.locked ? "locked" : "open", acts) }
  button(model, "", "zoom", grid, words.zoom, "zoom", acts)
  workCell(row, make("td", "work", tr))
  make("td", `number ${row.verdict}`, tr, row.deviation)
  const homes = make("td", "homes", tr), bar = make("span", "bar small", homes)
  make("i", "households", bar).style.width = `${100 * row.homes}%`
  make("span", "number", homes, row.households)
  for (const key of ["walking", "hazards", "compactness", "result"]) { if (row[key] != null) { make("td", "number", tr, row[key]) } }
}

export function render({model, el}) {
  const root = make("div", "grids", el)
  const draw = () => {
    try {
      const words = model.words ?? {}, focus = root.getRootNode().activeElement?.dataset?.key
      const table = document.createElement("table")
      const head = make("tr", "", make("thead", "", table))
      for (const title of words.columns ?? []) { make("th", "", head, title).scope = "col" }
      const body = make("tbody", "", table)
      ;JSON.parse(model.rows || "[]").forEach((row, grid) => line(model, row, grid, body))
      root.replaceChildren(table)
      if (focus) { root.querySelector(`[data-key="${focus}"]`)?.focus({preventScroll: true}) }
    } catch (error) { root.textContent = `${error}`; throw error }
  }
  draw()
  for (const name of ["rows", "words", "chosen", "editable"]) { model.on(name, draw) }
}
