// A chart on the page: title, one sentence, the figure, and the button that asks for its table. The figure
// was drawn elsewhere (a Bokeh document as JSON text) and is embedded when it comes near the window, so
// that the first screen does not wait for what is below it; until then it does not shimmer either, which costs
// a processor for as long as the page is open.

export function render({model, el}) {
  const make = (tag, cls) => { const node = document.createElement(tag); node.className = cls; el.append(node); return node }
  const title = make("h2", "title")
  const sentence = make("p", "sentence")
  const root = make("div", "figure")
  const button = make("button", "table")
  root.setAttribute("role", "img")
  button.type = "button"
  button.onclick = () => { model.table_open = !model.table_open }
  let shown = null
  let near = false

  function speak() {
    title.textContent = model.heading
    sentence.textContent = model.sentence
    button.textContent = model.button
    button.hidden = !model.button
    button.setAttribute("aria-expanded", `${model.table_open}`)
    root.setAttribute("aria-label", `${model.heading}. ${model.sentence}`)
  }

  async function show() {
    if (!near || !model.figure) { return }
    try {
      const old = shown
      const content = JSON.parse(model.figure)
      const place = document.createElement("div")
      if (old) { root.style.minHeight = `${root.offsetHeight}px` }
      root.append(place)
      const item = {doc: content, root_id: content.roots[0].id, target_id: null}
      shown = {place, views: await Bokeh.embed.embed_item(item, place)}
      root.classList.remove("waiting")
      if (old) { old.views.clear?.(); old.place.remove(); root.style.minHeight = "" }
    } catch (error) {
      root.textContent = `${error}`
      throw error
    }
  }

  const watch = new IntersectionObserver((entries) => {
    if (near || !entries.some((entry) => entry.isIntersecting)) { return }
    near = true
    root.classList.add("waiting")
    watch.disconnect()
    show()
  }, {rootMargin: "400px"})
  watch.observe(root)
  speak()
  model.on("figure", show)
  for (const name of ["heading", "sentence", "button", "table_open"]) { model.on(name, speak) }
  model.on("remove", () => { watch.disconnect(); shown?.views.clear?.() })
}
