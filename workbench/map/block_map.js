// The block map: geometry arrives once as bytes, colours and grids as small arrays, all drawn on a canvas.
// Python decides what a block belongs to and how it is shaded; this file only shows and reports pointing.

class BlockMap {
  constructor(model, root) {
    this.model = model
    this.scale = 0
    this.hovered = -1
    this.pointers = new Map()
    this.root = root
    this.canvas = make("canvas", "canvas", root)
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "application")
    this.tip = make("div", "tip", root)
    this.tip.hidden = true
    this.tools = make("div", "tools", root)
    this.buttons = {zoom_in: "+", zoom_out: "−", fit: "⤢"}
    for (const [name, sign] of Object.entries(this.buttons)) {
      const button = make("button", "tool", this.tools)
      button.type = "button"
      button.textContent = sign
      button.onclick = () => this.act(name)
      this.buttons[name] = button
    }
    this.credit = make("div", "credit", root)
    this.hint = make("div", "hint", root)
    this.live = make("div", "live", root)
    this.live.setAttribute("aria-live", "polite")
    this.listen()
  }

  // ---- state from Python
  load() {
    this.geo = decode(this.model.geometry)
    if (!this.geo) { return }
    const {geo} = this
    this.bounds = new Int16Array(geo.blocks * 4).fill(32767)
    this.paths = Array.from({length: geo.blocks}, () => new Path2D())
    for (let i = 0; i < geo.blocks; i++) { this.bounds[4 * i + 2] = this.bounds[4 * i + 3] = -32768 }
    for (let ring = 0; ring < geo.ringBlock.length; ring++) {
      const block = geo.ringBlock[ring], path = this.paths[block]
      for (let p = geo.starts[ring]; p < geo.starts[ring + 1]; p++) {
        const x = geo.points[2 * p], y = geo.points[2 * p + 1], b = 4 * block
        if (p === geo.starts[ring]) { path.moveTo(x, y) } else { path.lineTo(x, y) }
        this.bounds[b] = Math.min(this.bounds[b], x); this.bounds[b + 1] = Math.min(this.bounds[b + 1], y)
        this.bounds[b + 2] = Math.max(this.bounds[b + 2], x); this.bounds[b + 3] = Math.max(this.bounds[b + 3], y)
      }
      path.closePath()
    }
    this.all = new Path2D()
    for (const path of this.paths) { this.all.addPath(path) }
    for (const work of ["fit", "paintGrids", "paintShades", "placePoints"]) { this[work]() }
  }

  paintGrids() {
    if (!this.geo) { return }
    const {geo} = this
    this.gridOf = int16(this.model.grid_of)
    this.border = new Path2D()
    this.outline = new Path2D()
    for (let i = 0; i < geo.pieces; i++) {
      const right = geo.right[i]
      const path = right < 0 ? this.outline : this.gridOf[geo.left[i]] !== this.gridOf[right] ? this.border : null
      if (path) {
        path.moveTo(geo.ends[4 * i], geo.ends[4 * i + 1])
        path.lineTo(geo.ends[4 * i + 2], geo.ends[4 * i + 3])
      }
    }
    this.spots = (this.model.labels ?? []).map((label, grid) => ({label, ...this.middle(grid)}))
    this.redraw()
  }

  paintShades() {
    if (!this.geo) { return }
    const shade = bytes(this.model.shade)
    this.fills = new Map()
    for (let block = 0; block < this.geo.blocks; block++) {
      const key = shade[block] ?? 255
      if (!this.fills.has(key)) { this.fills.set(key, new Path2D()) }
      this.fills.get(key).addPath(this.paths[block])
    }
    this.redraw()
  }

  placePoints() {
    this.dots = int16(this.model.dots)
    this.stations = int16(this.model.stations)
    this.redraw()
  }

  speak() {
    const words = this.model.words ?? {}
    for (const [name, button] of Object.entries(this.buttons)) {
      button.title = words[name] ?? name
      button.setAttribute("aria-label", words[name] ?? name)
    }
    this.canvas.setAttribute("aria-label", words.describe ?? "")
    this.canvas.setAttribute("aria-roledescription", words.role ?? "")
    this.credit.textContent = this.model.attribution ?? ""
    this.hint.textContent = words.hint ?? ""
    this.redraw()
  }

  // ---- the view
  middle(grid) {
    let sx = 0, sy = 0, weight = 0, best = -1, near = Infinity
    const mine = []
    for (let b = 0; b < this.geo.blocks; b++) {
      if (this.gridOf[b] !== grid) { continue }
      const [x0, y0, x1, y1] = this.bounds.subarray(4 * b, 4 * b + 4), area = (x1 - x0) * (y1 - y0)
      mine.push([b, (x0 + x1) / 2, (y0 + y1) / 2])
      sx += area * (x0 + x1) / 2; sy += area * (y0 + y1) / 2; weight += area
    }
    for (const [b, x, y] of mine) {
      const far = Math.hypot(x - sx / weight, y - sy / weight)
      if (far < near) { near = far; best = b }
    }
    return best < 0 ? {x: NaN, y: NaN} : {x: sx / weight, y: sy / weight}
  }

  extent(grid = null) {
    let box = [Infinity, Infinity, -Infinity, -Infinity]
    for (let b = 0; b < this.geo.blocks; b++) {
      if (grid != null && this.gridOf[b] !== grid) { continue }
      const [x0, y0, x1, y1] = this.bounds.subarray(4 * b, 4 * b + 4)
      box = [Math.min(box[0], x0), Math.min(box[1], y0), Math.max(box[2], x1), Math.max(box[3], y1)]
    }
    return box
  }

  fit(grid = null) {
    const {width, height} = this.size(), margin = grid == null ? 16 : 60
    if (!this.geo || width < 40) { return }
    const [x0, y0, x1, y1] = this.extent(grid)
    this.scale = Math.min((width - 2 * margin) / Math.max(x1 - x0, 1), (height - 2 * margin) / Math.max(y1 - y0, 1))
    this.fitted = grid == null ? this.scale : this.fitted
    this.x = width / 2 - this.scale * (x0 + x1) / 2
    this.y = height / 2 + this.scale * (y0 + y1) / 2
    this.whole = grid == null
    this.redraw()
  }

  zoom(factor, px = null, py = null) {
    const {width, height} = this.size()
    px ??= width / 2; py ??= height / 2
    const scale = Math.min(Math.max(this.scale * factor, this.fitted * 0.6), this.fitted * 40)
    this.x = px - (px - this.x) * scale / this.scale
    this.y = py - (py - this.y) * scale / this.scale
    this.scale = scale
    this.whole = false
    this.redraw()
  }

  pan(dx, dy) { this.x += dx; this.y += dy; this.whole = false; this.redraw() }

  act(name) { if (name === "fit") { this.fit() } else { this.zoom(name === "zoom_in" ? 1.5 : 1 / 1.5) } }

  size() { return {width: this.root.clientWidth, height: this.root.clientHeight} }

  resize() {
    const {width, height} = this.size(), ratio = window.devicePixelRatio || 1
    if (!width || !height) { return }
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    Object.assign(this.canvas.style, {width: `${width}px`, height: `${height}px`})
    if (this.whole !== false || !this.scale) { this.fit() }
    this.draw()
  }

  redraw() {
    if (this.pending) { return }
    this.pending = requestAnimationFrame(() => { this.pending = null; this.guard(() => this.draw()) })
  }

  guard(work) {
    try { work() } catch (error) {
      this.root.textContent = `${error}`
      throw error
    }
  }

  draw() {
    if (!this.geo || !this.scale) { return }
    const context = this.canvas.getContext("2d"), ratio = window.devicePixelRatio || 1
    const style = getComputedStyle(this.root), ink = (name) => style.getPropertyValue(`--gw-${name}`).trim()
    const colours = this.model.colours ?? [], s = this.scale
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, this.canvas.width, this.canvas.height)
    context.setTransform(ratio * s, 0, 0, -ratio * s, ratio * this.x, ratio * this.y)
    context.lineJoin = context.lineCap = "round"
    context.globalAlpha = 0.85
    for (const [shade, path] of this.fills) {
      context.fillStyle = colours[shade] ?? ink("divider")
      context.fill(path, "evenodd")
    }
    context.globalAlpha = 1
    const stroke = (path, colour, width) => { context.strokeStyle = colour; context.lineWidth = width / s; context.stroke(path) }
    stroke(this.all, ink("paper"), Math.min(0.5 + s / this.fitted * 0.3, 1.4))
    if (this.model.show_dots) { this.drawDots(context, ink("text")) }
    stroke(this.border, ink("text"), 1.8)
    stroke(this.outline, ink("muted"), 1.0)
    if (this.hovered >= 0) { stroke(this.paths[this.hovered], ink("accent"), 3.2) }
    this.drawOver(context, ink, ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.drawStations(context, ink)
    this.drawLabels(context, ink, style.fontFamily)
    this.drawScale(context, ink, style.fontFamily)
    // what else is on the page may come now
    if (!this.announced) { this.announced = true; this.announce() }
  }

  // a message may be lost while the page is still being connected: it is said again until it has been heard
  announce() {
    if (this.model.seen) { return }
    this.model.send_msg({kind: "drawn"})
    setTimeout(() => this.announce(), 400)
  }

  // what another kind of map draws over the blocks, in their coordinates
  drawOver(_context, _ink, _ratio) {}

  drawDots(context, colour) {
    const r = 1.3 / this.scale
    Object.assign(context, {fillStyle: colour, globalAlpha: 0.55})
    for (let i = 0; i < this.dots.length; i += 2) {
      context.fillRect(this.dots[i] - r, this.dots[i + 1] - r, 2 * r, 2 * r)
    }
    context.globalAlpha = 1
  }

  drawStations(context, ink) {
    for (let i = 0; i < this.stations.length; i += 2) {
      const x = this.x + this.scale * this.stations[i], y = this.y - this.scale * this.stations[i + 1]
      context.beginPath(); context.arc(x, y, 11, 0, 7)
      context.fillStyle = ink("paper"); context.fill()
      context.beginPath(); context.arc(x, y, 9, 0, 7)
      context.fillStyle = ink("accent"); context.fill()
      context.beginPath()
      context.moveTo(x - 5, y); context.lineTo(x, y - 5); context.lineTo(x + 5, y)
      context.moveTo(x - 3.4, y - 1); context.lineTo(x - 3.4, y + 4); context.lineTo(x + 3.4, y + 4); context.lineTo(x + 3.4, y - 1)
      context.strokeStyle = ink("paper"); context.lineWidth = 1.5; context.stroke()
    }
  }

  drawLabels(context, ink, font) {
    context.font = `600 13px ${font}`
    context.textAlign = "center"; context.textBaseline = "middle"; context.lineJoin = "round"
    for (const spot of this.spots) {
      if (Number.isNaN(spot.x)) { continue }
      const x = this.x + this.scale * spot.x
      let y = this.y - this.scale * spot.y
      for (let i = 0; i < this.stations.length; i += 2) {
        const sx = this.x + this.scale * this.stations[i], sy = this.y - this.scale * this.stations[i + 1]
        if (Math.abs(x - sx) < 46 && Math.abs(y - sy) < 22) { y = sy + (y < sy ? -22 : 22) }
      }
      context.lineWidth = 4; context.strokeStyle = ink("paper"); context.strokeText(spot.label, x, y)
      context.fillStyle = ink("text"); context.fillText(spot.label, x, y)
    }
  }

  drawScale(context, ink, font) {
    const {height} = this.size(), perPixel = this.geo.metres / this.scale, most = 110 * perPixel
    const power = 10 ** Math.floor(Math.log10(most)), length = power * [5, 2, 1].find((n) => n * power <= most)
    const x = 14, y = height - 14, w = length / perPixel, text = length >= 1000 ? `${length / 1000} km` : `${length} m`
    context.font = `12px ${font}`; context.textAlign = "left"; context.textBaseline = "bottom"
    for (const [colour, width] of [[ink("paper"), 4], [ink("text"), 1.5]]) {
      context.strokeStyle = colour; context.lineWidth = width
      context.beginPath(); context.moveTo(x, y - 5); context.lineTo(x, y); context.lineTo(x + w, y); context.lineTo(x + w, y - 5); context.stroke()
    }
    context.lineWidth = 4; context.strokeStyle = ink("paper"); context.strokeText(text, x + 5, y - 3)
    context.fillStyle = ink("text"); context.fillText(text, x + 5, y - 3)
  }

  // ---- pointing and keys
  blockAt(px, py) {
    if (!this.geo || !this.scale) { return -1 }
    const x = (px - this.x) / this.scale, y = (this.y - py) / this.scale
    this.probe ??= document.createElement("canvas").getContext("2d")
    for (let b = 0; b < this.geo.blocks; b++) {
      const [x0, y0, x1, y1] = this.bounds.subarray(4 * b, 4 * b + 4)
      if (x >= x0 && x <= x1 && y >= y0 && y <= y1 && this.probe.isPointInPath(this.paths[b], x, y, "evenodd")) { return b }
    }
    return -1
  }

  point(block, px, py) {
    if (block !== this.hovered) {
      this.hovered = block
      this.tip.hidden = block < 0
      this.redraw()
      if (block >= 0) { this.fillTip(block) }
    }
    if (block >= 0) {
      const {width, height} = this.size(), w = this.tip.offsetWidth, h = this.tip.offsetHeight
      this.tip.style.left = `${px + w + 28 > width ? Math.max(4, px - w - 14) : px + 14}px`
      this.tip.style.top = `${Math.max(4, Math.min(py + 14, height - h - 6))}px`
    }
  }

  fillTip(block) {
    const {titles = [], rows = []} = this.model.facts ?? {}
    this.tip.replaceChildren()
    make("div", "title", this.tip).textContent = titles[block] ?? ""
    for (const [name, values] of rows) {
      const row = make("div", "row", this.tip)
      make("span", "name", row).textContent = name
      make("span", "value", row).textContent = values[block] ?? ""
    }
  }

  step(by) {
    const grids = this.model.labels?.length ?? 0
    if (!grids) { return }
    this.grid = ((this.grid ?? (by > 0 ? -1 : 0)) + by + grids) % grids
    this.fit(this.grid)
    this.live.textContent = (this.model.grid_notes ?? [])[this.grid] ?? this.model.labels[this.grid]
  }

  keys() {
    return {
      ArrowLeft: () => this.pan(60, 0), ArrowRight: () => this.pan(-60, 0),
      ArrowUp: () => this.pan(0, 60), ArrowDown: () => this.pan(0, -60),
      "+": () => this.act("zoom_in"), "=": () => this.act("zoom_in"), "-": () => this.act("zoom_out"),
      "0": () => this.act("fit"), "]": () => this.step(1), "[": () => this.step(-1),
    }
  }

  listen() {
    const {canvas} = this, keys = this.keys()
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) { return }
      event.preventDefault(); keys[event.key]()
    })
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && this.root.getRootNode().activeElement !== canvas) { return }
      event.preventDefault()
      this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event.offsetX, event.offsetY)
    }, {passive: false})
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId)
      this.pointers.set(event.pointerId, [event.offsetX, event.offsetY])
      this.moved = 0
      this.press(event)
    })
    canvas.addEventListener("pointermove", (event) => this.move(event))
    for (const kind of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(kind, (event) => { this.pointers.delete(event.pointerId); this.release(event, kind === "pointerup") })
    }
    canvas.addEventListener("pointerleave", () => this.point(-1, 0, 0))
    canvas.addEventListener("dblclick", (event) => this.twice(event))
  }

  press(_event) {}

  release(event, whole) {
    if (whole && this.moved < 5) { this.model.picked = this.blockAt(event.offsetX, event.offsetY) }
  }

  twice(event) { this.zoom(1.8, event.offsetX, event.offsetY) }

  move(event) {
    const here = [event.offsetX, event.offsetY], was = this.pointers.get(event.pointerId)
    if (!was) { return this.point(this.blockAt(...here), ...here) }
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at)
    this.moved += Math.hypot(here[0] - was[0], here[1] - was[1])
    this.pointers.set(event.pointerId, here)
    if (others.length) {
      const apart = (at) => Math.hypot(at[0] - others[0][0], at[1] - others[0][1])
      this.zoom(apart(here) / Math.max(apart(was), 1), (here[0] + others[0][0]) / 2, (here[1] + others[0][1]) / 2)
    } else {
      this.point(-1, 0, 0)
      this.pan(here[0] - was[0], here[1] - was[1])
    }
  }
}

// `export const render` is added for each kind of map by its Python class
function mount({model, el}, Kind) {
  const root = document.createElement("div")
  root.className = "map"
  el.append(root)
  const map = new Kind(model, root)
  const follow = (names, work) => { for (const name of names) { model.on(name, () => map.guard(work)) } }
  map.guard(() => { map.resize(); map.load(); map.speak() })
  follow(["geometry"], () => map.load())
  follow(["grid_of", "labels"], () => map.paintGrids())
  follow(["shade"], () => map.paintShades())
  follow(["dots", "stations"], () => map.placePoints())
  follow(["words", "attribution"], () => map.speak())
  follow(["colours", "show_dots", "dark"], () => map.redraw())
  model.on("seen", () => document.dispatchEvent(new CustomEvent("workbench-answers", {detail: root})))
  const watch = new ResizeObserver(() => map.guard(() => map.resize()))
  watch.observe(root)
  // the theme's colours are a style sheet in the head, which changes a while after `dark` does
  const theme = new MutationObserver(() => map.redraw())
  theme.observe(document.head, {childList: true, characterData: true, subtree: true})
  model.on("remove", () => { watch.disconnect(); theme.disconnect() })
  return {map, follow}
}
