// The first view's map, drawn as the page itself will draw it, and the change to that page once it answers.

function start(told) {
  const cover = document.getElementById("first-view")
  const raw = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const model = {...told, seen: true, facts: {}}
  for (const name of ["geometry", "grid_of", "shade", "stations"]) { model[name] = raw(told[name]) }
  const map = new BlockMap(model, cover.shadowRoot.querySelector(".map"))
  const resize = () => map.resize()
  map.load(); map.speak(); map.resize()
  window.addEventListener("resize", resize)
  performance.mark("first-view")

  document.addEventListener("workbench-answers", ({detail}) => {
    window.removeEventListener("resize", resize)
    // who has scrolled already stays where he is
    for (let node = detail; node; node = node.assignedSlot ?? node.parentElement ?? node.getRootNode().host) {
      if (cover.scrollTop && node.scrollHeight > node.clientHeight) { node.scrollTop = cover.scrollTop }
    }
    cover.classList.add("gone")
    setTimeout(() => { cover.remove(); performance.mark("page-answers") }, 220)
  }, {once: true})
}
