// Shows a figure that was drawn elsewhere: a Bokeh document as JSON text, embedded as it is.

export function render({model, el}) {
  const root = document.createElement("div")
  root.className = "figure"
  el.append(root)
  let shown = null

  async function show() {
    try {
      const old = shown
      root.setAttribute("aria-label", model.summary)
      root.setAttribute("role", "img")
      if (!model.figure) { root.classList.add("waiting"); return }
      const content = JSON.parse(model.figure)
      const place = document.createElement("div")
      root.append(place)
      const item = {doc: content, root_id: content.roots[0].id, target_id: null}
      shown = {place, views: await Bokeh.embed.embed_item(item, place)}
      root.classList.remove("waiting")
      if (old) { old.views.clear?.(); old.place.remove() }
    } catch (error) {
      root.textContent = `${error}`
      throw error
    }
  }

  model.on("figure", show)
  model.on("summary", () => root.setAttribute("aria-label", model.summary))
  show()
}
