// The hand on the map: tools, strokes, keys. A stroke colours at once, goes to Python as {blocks, to, seq},
// and comes back as what Python made of it. Goes behind paint_surface.js.

const ICONS = {
  pan: "M8 13V5.5a1.5 1.5 0 0 1 3 0V12m0-6.500V4.500a1.500 1.500 0 0 1 3 0V12m0-6a1.500 1.500 0 0 1 3 0V13m0-4.500a1.500 1.500 0 0 1 3 0V15a6 6 0 0 1-6 6h-2a7 7 0 0 1-5.600-2.800L4 14.500a1.600 1.600 0 0 1 2.500-2L8 14",
  tap: "M12 3v3M12 18v3M3 12h3M18 12h3M12 8.500a3.500 3.500 0 1 0 0 7a3.500 3.500 0 0 0 0-7z",
  brush: "M14.500 4.500l5 5L11 18l-5-5zM6 13c-3 1-2 5-4 7c4 1 8 0 9-2",
  box: "M4 6h16v12H4z",
  lasso: "M12 4c5 0 9 2.500 9 5.500S17 15 12 15S3 12.500 3 9.500S7 4 12 4zM7 14.500c-1 2 1 3 0 5.500",
  area: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 14.500v2",
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  redo: "M15 7l5 5l-5 5M20 12H10a6 6 0 0 0-6 6",
  help: "M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.100-1.500 2.400M12 17.500v.5",
}
const TOOLS = ["pan", "tap", "brush", "box", "lasso", "area", "lock"]
const LETTERS = {v: "pan", t: "tap", b: "brush", x: "box", l: "lasso", a: "area", f: "lock"}
const SIZES = [0, 18, 36, 64]
const UNANSWERED_MS = 5000

class PaintMap extends PaintSurface {
  constructor(model, root) {
    super(model, root)
    this.size_ = 1
    this.seq = model.answered ?? 0
    this.bar = make("div", "bar", root)
    this.bar.setAttribute("role", "toolbar")
    this.bar.setAttribute("aria-orientation", "vertical")
    this.acts = {}
    for (const name of [...TOOLS, "undo", "redo", "help"]) {
      const button = make("button", `act ${name}`, this.bar)
      button.type = "button"
      button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`
      button.onclick = () => { this.guard(() => this.command(name)) }
      this.acts[name] = button
    }
    this.chip = make("div", "chip", root)
    this.sheet = make("div", "sheet", root)
    this.sheet.hidden = true
    this.note = make("div", "note", root)
    this.note.setAttribute("role", "status")
    this.tune()
  }

  get tool() { return this.held ? "pan" : this.model.editable ? this.model.tool : "pan" }

  // ---- words and buttons
  speak() {
    super.speak()
    const words = this.model.words ?? {}
    for (const [name, button] of Object.entries(this.acts)) {
      const key = (words.keys ?? {})[name]
      button.title = key ? `${words[name]} (${key})` : words[name] ?? name
      button.setAttribute("aria-label", words[name] ?? name)
    }
    this.bar.setAttribute("aria-label", words.tools ?? "")
    this.sheet.replaceChildren(...(words.help_rows ?? []).map(([key, text]) => {
      const row = make("div", "row")
      make("kbd", "key", row).textContent = key
      make("span", "text", row).textContent = text
      return row
    }))
    this.tune()
  }

  tune() {
    if (!this.bar) { return }
    const {model} = this, words = model.words ?? {}
    this.bar.hidden = this.chip.hidden = !model.editable
    for (const name of TOOLS) { this.acts[name].setAttribute("aria-pressed", String(model.tool === name)) }
    this.acts.undo.disabled = !model.undo_depth
    this.acts.redo.disabled = !model.redo_depth
    const label = model.target < 0 ? words.unassigned : (model.labels ?? [])[model.target]
    this.chip.replaceChildren()
    make("i", "swatch", this.chip).style.background = model.target < 0 || !model.by_grid ? "var(--gw-divider)" : model.colours[model.hues[model.target]] ?? "var(--gw-divider)"
    make("span", "", this.chip).textContent = `${words.painting ?? ""} ${label ?? ""}`
    const cursors = {pan: "grab", tap: "pointer", brush: "crosshair", box: "crosshair", lasso: "crosshair", area: "cell", lock: "pointer"}
    this.canvas.style.cursor = cursors[this.tool]
    this.canvas.style.touchAction = this.tool === "pan" ? "pan-y" : "none"
  }

  say(text) {
    this.note.textContent = text ?? ""
    this.note.classList.toggle("shown", Boolean(text))
    clearTimeout(this.hush)
    this.hush = setTimeout(() => this.note.classList.remove("shown"), 2600)
  }

  // a stroke without an answer is on nobody's disk
  doubt() {
    clearTimeout(this.doubting)
    this.doubting = setTimeout(() => {
      if (this.seq <= this.model.answered) { return }
      this.say(this.model.words.unanswered)
      clearTimeout(this.hush)
    }, UNANSWERED_MS)
  }

  command(name) {
    if (TOOLS.includes(name)) { this.model.tool = name; this.tune(); return }
    if (name === "help") { this.sheet.hidden = !this.sheet.hidden; return }
    this.model.send_msg({kind: name})
  }

  // ---- strokes: they name their grid, as positions may be others by the time they arrive
  nameAt(at) { return at < 0 ? "" : (this.model.grid_names ?? [])[at] ?? "" }

  begin() {
    const {model} = this
    if ((model.locked ?? []).includes(model.target)) { this.say(model.words.target_locked); return false }
    this.stroke = {to: model.target, grid: this.nameAt(model.target), was: new Map(), refused: 0}
    this.lockedSet = new Set(model.locked ?? [])
    this.pinnedSet = new Set(model.pinned ?? [])
    return true
  }

  add(blocks) {
    const {stroke} = this, fresh = []
    for (const b of blocks) {
      if (this.lockedSet.has(this.gridOf[b]) || this.pinnedSet.has(b)) { stroke.refused++; continue }
      if (this.gridOf[b] === stroke.to || stroke.was.has(b)) { continue }
      stroke.was.set(b, this.gridOf[b])
      this.gridOf[b] = stroke.to
      fresh.push(b)
    }
    this.touch(fresh)
    if (fresh.includes(this.hovered)) { setTimeout(() => this.guard(() => this.retell()), 60) }  // colour goes first
    return fresh.length
  }

  finish() {
    const {stroke} = this
    this.stroke = null
    if (!stroke) { return }
    if (stroke.refused && !stroke.was.size) { this.say(this.model.words.block_locked) }
    if (stroke.was.size) {
      const blocks = [...stroke.was.keys()], seq = ++this.seq
      this.waiting.push({blocks, grid: stroke.grid, seq})
      this.doubt()
      this.model.send_msg({kind: "stroke", blocks, grid: stroke.grid, seq})
      const sent = this.sent = {seq, up: this.lifted ?? performance.now()}
      requestAnimationFrame(() => { sent.coloured = performance.now() })
    }
    if (this.late) { this.late = false; this.paintGrids() }
    if (this.rested) { this.rested = false; this.settle() }
  }

  abandon() {
    if (!this.stroke) { return }
    for (const [b, grid] of this.stroke.was) { this.gridOf[b] = grid }
    this.stroke = null; this.shape = null
    this.settle()
  }

  near(px, py) {
    const found = [], under = this.blockAt(px, py), r = SIZES[this.size_] / this.scale
    if (under >= 0) { found.push(under) }
    if (r > 0) {
      const x = (px - this.x) / this.scale, y = (this.y - py) / this.scale
      for (let b = 0; b < this.geo.blocks; b++) {
        const dx = this.cx[b] - x, dy = this.cy[b] - y
        if (dx * dx + dy * dy <= r * r && b !== under) { found.push(b) }
      }
    }
    return found
  }

  sweep(from, to) {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]), step = Math.max(4, SIZES[this.size_] / 2)
    const steps = Math.max(1, Math.ceil(length / step)), found = new Set()
    for (let k = 1; k <= steps; k++) {
      for (const b of this.near(from[0] + (to[0] - from[0]) * k / steps, from[1] + (to[1] - from[1]) * k / steps)) { found.add(b) }
    }
    this.add(found)
  }

  enclosed(points) {
    const shape = new Path2D(), probe = document.createElement("canvas").getContext("2d"), found = []
    points.forEach(([x, y], k) => { if (k) { shape.lineTo(x, y) } else { shape.moveTo(x, y) } })
    shape.closePath()
    for (let b = 0; b < this.geo.blocks; b++) {
      if (probe.isPointInPath(shape, this.x + this.scale * this.cx[b], this.y - this.scale * this.cy[b])) { found.push(b) }
    }
    return found
  }

  wholeArea(block) {
    const areas = int16(this.model.areas), found = []
    if (block < 0 || !(areas[block] >= 0)) { return found }
    areas.forEach((area, b) => { if (area === areas[block]) { found.push(b) } })
    return found
  }

  drawTool(context, ink) {
    if (this.shape) {
      const points = this.outlineOf(this.shape)
      context.beginPath()
      points.forEach(([x, y], k) => { if (k) { context.lineTo(x, y) } else { context.moveTo(x, y) } })
      context.closePath()
      context.globalAlpha = 0.16; context.fillStyle = ink("accent"); context.fill(); context.globalAlpha = 1
      Object.assign(context, {strokeStyle: ink("accent"), lineWidth: 1.6}); context.stroke()
    } else if (this.tool === "brush" && this.at && SIZES[this.size_]) {
      context.beginPath(); context.arc(this.at[0], this.at[1], SIZES[this.size_], 0, 7)
      Object.assign(context, {strokeStyle: ink("text"), lineWidth: 1.2}); context.stroke()
    }
  }

  outlineOf({tool, points}) {
    if (tool === "lasso") { return points }
    const [[x0, y0], [x1, y1]] = [points[0], points[points.length - 1]]
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
  }

  // ---- pointer
  press(event) {
    const here = [event.offsetX, event.offsetY], {tool} = this
    this.keyed = false
    if (this.pointers.size > 1) { this.abandon(); return }
    if (event.button === 2) { this.pick(this.blockAt(...here)); return }
    if (event.button || tool === "pan" || tool === "tap" || tool === "area" || tool === "lock" || !this.geo || !this.begin()) { return }
    if (tool === "brush") { this.add(this.near(...here)) } else { this.shape = {tool, points: [here]} }
  }

  move(event) {
    const here = [event.offsetX, event.offsetY], was = this.pointers.get(event.pointerId)
    this.at = here
    if (!this.stroke || !was) { super.move(event); if (!was && this.tool === "brush") { this.refresh() } return }
    this.pointers.set(event.pointerId, here)
    this.moved += Math.hypot(here[0] - was[0], here[1] - was[1])
    if (this.shape) { this.shape.points.push(here); this.refresh() } else { this.sweep(was, here) }
  }

  release(event, whole) {
    this.lifted = performance.now()
    if (!whole) { this.abandon(); return }
    const here = [event.offsetX, event.offsetY], {tool} = this
    if (this.shape) {
      const found = this.enclosed(this.outlineOf(this.shape))
      this.shape = null
      this.add(found)
      this.refresh()
    } else if (!this.stroke && !event.button && this.moved < 5 && (tool === "tap" || tool === "area")) {
      const block = this.blockAt(...here)
      if (block >= 0 && this.begin()) { this.add(tool === "tap" ? [block] : this.wholeArea(block)) }
    } else if (tool === "lock" && !event.button && this.moved < 5) {
      this.pin(this.blockAt(...here))
    }
    this.finish()
  }

  title(block) {
    const grid = this.gridOf[block], label = grid < 0 ? this.model.words.unassigned : this.model.labels[grid]
    const held = (this.model.pinned ?? []).includes(block) || (this.model.locked ?? []).includes(grid)
    return `${label} · ${this.nameOf(block)}${held ? ` · ${this.model.words.locked ?? ""}` : ""}`
  }

  pin(block) { if (block >= 0) { this.model.send_msg({kind: "pin", block}) } }

  nameOf(block) {
    const told = this.model.facts?.names ?? ""
    if (this.told !== told) { this.told = told; this.names = told.split("\n") }
    return this.names[block] ?? ""
  }

  // figures come as numbers (f4, row by row), so that thousands of blocks stay a small message
  fillTip(block) {
    const {rows = [], area_names: named = []} = this.model.facts ?? {}, raw = bytes(this.model.figures)
    const figures = new Float32Array(raw.slice().buffer), count = this.geo.blocks
    this.tip.replaceChildren()
    make("div", "title", this.tip).textContent = this.title(block)
    const line = (name, value) => { const row = make("div", "row", this.tip); make("span", "name", row).textContent = name; make("span", "value", row).textContent = value }
    if (named.length) { line(this.model.facts.area, named[int16(this.model.areas)[block]] ?? "") }
    rows.forEach(([name, digits], k) => line(name, figures[k * count + block].toLocaleString("en", {maximumFractionDigits: digits, minimumFractionDigits: digits})))
  }

  pick(block) {
    if (block < 0 || !this.model.editable) { return }
    this.model.target = this.gridOf[block]
    this.tune()
  }

  // ---- keys
  go(dx, dy) {
    this.keyed = true
    if (this.cursor < 0) { this.cursor = this.closest(this.size().width / 2, this.size().height / 2) }
    else {
      let best = -1, least = Infinity
      for (let b = 0; b < this.geo.blocks; b++) {
        const ax = this.cx[b] - this.cx[this.cursor], ay = this.cy[b] - this.cy[this.cursor]
        const along = ax * dx + ay * dy, across = Math.abs(ax * dy) + Math.abs(ay * dx)
        if (b === this.cursor || along <= 0 || across > along) { continue }
        const cost = along + 1.6 * across
        if (cost < least) { least = cost; best = b }
      }
      if (best >= 0) { this.cursor = best }
    }
    const {width, height} = this.size(), px = this.x + this.scale * this.cx[this.cursor], py = this.y - this.scale * this.cy[this.cursor]
    if (px < 30 || py < 30 || px > width - 30 || py > height - 30) { this.pan(width / 2 - px, height / 2 - py) }
    this.live.textContent = this.title(this.cursor)
    this.refresh()
  }

  closest(px, py) {
    const x = (px - this.x) / this.scale, y = (this.y - py) / this.scale
    let best = 0, least = Infinity
    for (let b = 0; b < this.geo.blocks; b++) {
      const far = Math.hypot(this.cx[b] - x, this.cy[b] - y)
      if (far < least) { least = far; best = b }
    }
    return best
  }

  paintHere() {
    if (this.cursor < 0 || !this.keyed) { this.go(0, 0); return }
    this.lifted = performance.now()
    if (this.tool === "lock") { this.pin(this.cursor) }
    else if (this.begin()) { this.add(this.tool === "area" ? this.wholeArea(this.cursor) : [this.cursor]); this.finish() }
  }

  step(by) {
    super.step(by)
    this.lead()
    if (this.model.editable && this.grid != null) { this.model.target = this.grid; this.tune() }
  }

  shortcuts() {
    const ask = (kind) => () => this.model.send_msg({kind, grid: this.model.target})
    return {
      Enter: () => this.paintHere(), p: () => this.paintHere(), z: () => this.command("undo"), Z: () => this.command("redo"),
      y: () => this.command("redo"), u: () => { this.model.target = -1; this.tune() }, i: () => this.pick(this.keyed ? this.cursor : this.hovered),
      k: ask("lock"), K: ask("lock_all"), n: ask("new"), ",": () => this.grow(-1), ".": () => this.grow(1), "?": () => this.command("help"),
    }
  }

  grow(by) { this.size_ = Math.min(Math.max(this.size_ + by, 0), SIZES.length - 1); this.refresh() }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return }
    const arrows = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}
    if (event.key === "Escape") { this.abandon(); this.sheet.hidden = true }
    else if (event.key === "?") { this.command("help") }
    else if (!this.model.editable) { return }
    else if (event.key === " ") { this.held = true; this.tune() }
    else if (arrows[event.key] && !event.shiftKey) { this.go(...arrows[event.key]) }
    else if (LETTERS[event.key]) { this.command(LETTERS[event.key]) }
    else if (/^[1-9]$/.test(event.key)) { if (+event.key <= this.model.labels.length) { this.model.target = +event.key - 1; this.tune() } }
    else { const work = this.shortcuts()[event.key]; if (!work) { return } work() }
    event.preventDefault(); event.stopImmediatePropagation()
  }

  listen() {
    const {canvas} = this
    canvas.addEventListener("keydown", (event) => this.guard(() => this.key(event)))
    canvas.addEventListener("keyup", (event) => { if (event.key === " ") { this.held = false; this.tune() } })
    super.listen()
    canvas.addEventListener("contextmenu", (event) => { if (this.model.editable) { event.preventDefault() } })
  }

  twice(event) { if (this.tool === "pan") { super.twice(event) } }

  answered() {
    if (this.note.textContent === this.model.words.unanswered) { this.say("") }
    if (this.sent?.seq === this.model.answered) { this.timing = Object.assign(this.sent, {number: performance.now()}); this.sent = null }
    this.paintGrids()
  }
}

// `export const render` is added by the Python class
function mountPainting({model, el}) {
  const root = document.createElement("div")
  root.className = "map"
  el.append(root)
  const map = new PaintMap(model, root)
  root.blockMap = map  // for benchmarks and tests: what the map knows
  document.gwMaps = (document.gwMaps ?? new Set()).add(map)
  const follow = (names, work) => { for (const name of names) { model.on(name, () => map.guard(work)) } }
  map.guard(() => { map.resize(); map.load(); map.speak() })
  follow(["geometry"], () => { map.gridOf = null; map.load() })
  follow(["grid_of"], () => map.paintGrids())
  follow(["labels", "grid_names"], () => { map.paintGrids(); map.tune() })
  follow(["answered"], () => map.answered())
  follow(["shade", "by_grid", "hues", "colours"], () => { map.paintSoon(); map.tune() })
  follow(["locked", "pinned", "reference"], () => map.hatches())
  follow(["dots", "stations"], () => map.placePoints())
  follow(["words", "attribution"], () => map.speak())
  follow(["target", "tool", "editable", "undo_depth", "redo_depth"], () => map.tune())
  follow(["show_dots", "dark"], () => map.redraw())
  model.on("msg:custom", (event) => map.guard(() => {
    const told = event.data ?? event
    if (told.zoom != null) { map.fit(told.zoom < 0 ? null : told.zoom); map.lead() }
    if (told.say) { map.say(told.say) }
  }))
  const watch = new ResizeObserver(() => map.guard(() => map.resize()))
  watch.observe(root)
  const theme = new MutationObserver(() => map.guard(() => map.restyled()))
  theme.observe(document.head, {childList: true, characterData: true, subtree: true})
  model.on("remove", () => { watch.disconnect(); theme.disconnect(); document.gwMaps.delete(map) })
}
