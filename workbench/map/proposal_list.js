// Proposals one under another: title and status, figures, what is wrong or limits it, three buttons.

const KINDS = ["look", "accept", "drop"]
const PICTURES = {
  look: "M12 4v16M4 6.500h5v11H4zM15 6.500h5v11h-5z",
  accept: "M5 12.500l4.500 4.500L19 7.500",
  drop: "M6.500 6.500l11 11M17.500 6.500l-11 11",
}

function card(model, each) {
  const node = make("section", "card"), head = make("div", "head", node)
  node.setAttribute("aria-label", each.title)
  make("b", "", head, each.title)
  make("span", "", head, each.status)
  const figures = make("div", "figures", node)
  for (const [value, label] of each.figures) {
    const cell = make("div", "", figures)
    make("b", "", cell, value)
    make("span", "", cell, label)
  }
  if (each.wrong.length + each.limits.length > 0) {
    const list = make("ul", "", node)
    for (const sentence of each.wrong) { make("li", "bad", list, sentence) }
    for (const sentence of each.limits) { make("li", "", list, sentence) }
  }
  const acts = make("div", "acts", node)
  for (const kind of KINDS) {
    const button = make("button", kind, acts)
    button.type = "button"
    button.disabled = kind === "accept" && !model.editable
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${PICTURES[kind]}"/></svg>`
    button.append(model.words[kind] ?? "")
    button.onclick = () => model.send_msg({kind, name: each.name})
  }
  return node
}

export function render({model, el}) {
  const root = make("div", "proposals", el)
  let drawn = new Map()
  const draw = () => {
    const now = new Map(), cards = JSON.parse(model.cards || "[]")
    cards.forEach((each, place) => {
      const told = JSON.stringify([each, model.words, model.editable])
      const before = drawn.get(each.name)
      const node = before?.told === told ? before.node : card(model, each)
      node.classList.toggle("shown", each.name === model.shown)
      if (root.children[place] !== node) { root.insertBefore(node, root.children[place] ?? null) }
      now.set(each.name, {told, node})
    })
    while (root.children.length > cards.length) { root.lastChild.remove() }
    drawn = now
  }
  draw()
  for (const name of ["cards", "words", "shown", "editable"]) { model.on(name, draw) }
}
