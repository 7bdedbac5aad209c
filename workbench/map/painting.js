// Painting on the block map: strokes recolour at once and are sent to Python, which decides and answers.

const HATCH = {1: {gap: 7, slope: 1, ink: "text", alpha: 0.45}, 2: {gap: 9, slope: -1, ink: "accent", alpha: 0.9}}
const TOOLS = {h: "pan", t: "tap", b: "brush", r: "box", l: "lasso"}
const COMMANDS = {z: "undo", y: "redo", k: "lock", a: "area", "?": "help"}
const BRUSH = 16

class PaintMap extends BlockMap {
  get tool() { return this.held || this.model.read_only ? "pan" : this.model.tool }

  load() {
    super.load()
    if (!this.geo) { return }
    this.centre = new Float32Array(this.geo.blocks * 2)
    for (let b = 0; b < this.geo.blocks; b++) {
      this.centre[2 * b] = (this.bounds[4 * b] + this.bounds[4 * b + 2]) / 2
      this.centre[2 * b + 1] = (this.bounds[4 * b + 1] + this.bounds[4 * b + 3]) / 2
    }
    this.layHatch()
  }

  layHatch() {
    this.hatches = new Map()
    if (!this.geo) { return }
    const kinds = bytes(this.model.hatch)
    kinds.forEach((kind, block) => {
      if (!kind) { return }
      if (!this.hatches.has(kind)) { this.hatches.set(kind, new Path2D()) }
      this.hatches.get(kind).addPath(this.paths[block])
    })
    this.redraw()
  }

  // ---- one stroke
  press(event) {
    const at = [event.offsetX, event.offsetY]
    this.canvas.focus()
    if (this.pointers.size > 1) { this.stroke = null; return this.redraw() }
    if (this.tool === "pan" || event.button > 0) { return }
    if (event.altKey) { return this.pickUp(this.blockAt(...at)) }
    this.stroke = {tool: this.tool, trail: [at], blocks: new Set()}
    this.touch(at)
  }

  move(event) {
    if (!this.stroke || this.pointers.size !== 1) { return super.move(event) }
    const at = [event.offsetX, event.offsetY], {trail} = this.stroke
    const [px, py] = trail[trail.length - 1]
    this.pointers.set(event.pointerId, at)
    if (this.stroke.tool === "brush") {
      const steps = Math.max(1, Math.ceil(Math.hypot(at[0] - px, at[1] - py) / (BRUSH / 2)))
      for (let i = 1; i <= steps; i++) { this.touch([px + (at[0] - px) * i / steps, py + (at[1] - py) * i / steps]) }
    }
    if (this.stroke.tool !== "tap") { trail.push(at) }
    this.point(-1, 0, 0)
    this.redraw()
  }

  release(event, whole) {
    const stroke = this.stroke
    this.stroke = null
    if (!stroke || !whole) { if (!stroke) { super.release(event, whole) } return this.redraw() }
    if (stroke.tool === "box" || stroke.tool === "lasso") { this.enclosed(stroke).forEach((b) => stroke.blocks.add(b)) }
    this.paint([...stroke.blocks])
  }

  twice(event) { if (this.tool === "pan") { super.twice(event) } }

  touch([px, py]) {
    const {tool, blocks} = this.stroke
    if (tool === "tap" || tool === "brush") {
      const middle = this.blockAt(px, py)
      if (middle >= 0) { blocks.add(middle) }
    }
    if (tool === "brush") {
      const x = (px - this.x) / this.scale, y = (this.y - py) / this.scale, r = BRUSH / this.scale
      for (let b = 0; b < this.geo.blocks; b++) {
        if (Math.hypot(this.centre[2 * b] - x, this.centre[2 * b + 1] - y) <= r) { blocks.add(b) }
      }
    }
    this.redraw()
  }

  enclosed({tool, trail}) {
    const shape = this.outlineOf(tool, trail), inside = []
    this.probe ??= document.createElement("canvas").getContext("2d")
    for (let b = 0; b < this.geo.blocks; b++) {
      const x = this.x + this.scale * this.centre[2 * b], y = this.y - this.scale * this.centre[2 * b + 1]
      if (this.probe.isPointInPath(shape, x, y)) { inside.push(b) }
    }
    return inside
  }

  outlineOf(tool, trail) {
    const shape = new Path2D(), [x, y] = trail[0], [u, v] = trail[trail.length - 1]
    if (tool === "box") { shape.rect(Math.min(x, u), Math.min(y, v), Math.abs(u - x), Math.abs(v - y)); return shape }
    trail.forEach(([px, py], i) => { if (i) { shape.lineTo(px, py) } else { shape.moveTo(px, py) } })
    shape.closePath()
    return shape
  }

  paint(blocks) {
    const to = this.model.brush, locked = new Set(this.model.locked ?? [])
    const free = blocks.filter((b) => this.gridOf[b] !== to && !locked.has(this.gridOf[b]) && !locked.has(to))
    if (!blocks.length || this.model.read_only) { return this.redraw() }
    const hue = (this.model.hues ?? [])[to], shade = bytes(this.model.shade).slice()
    for (const b of free) {
      this.gridOf[b] = to
      if ((this.model.hues ?? []).length) { shade[b] = to < 0 ? 255 : hue }
    }
    this.shadeNow(shade)
    this.traceNow()
    this.seq = (this.seq ?? 0) + 1
    this.model.stroke = {blocks, to, seq: this.seq}
  }

  shadeNow(shade) {
    this.fills = new Map()
    for (let block = 0; block < this.geo.blocks; block++) {
      if (!this.fills.has(shade[block])) { this.fills.set(shade[block], new Path2D()) }
      this.fills.get(shade[block]).addPath(this.paths[block])
    }
    this.redraw()
  }

  traceNow() {
    const {geo} = this
    this.border = new Path2D()
    for (let i = 0; i < geo.pieces; i++) {
      const right = geo.right[i]
      if (right < 0 || this.gridOf[geo.left[i]] === this.gridOf[right]) { continue }
      this.border.moveTo(geo.ends[4 * i], geo.ends[4 * i + 1])
      this.border.lineTo(geo.ends[4 * i + 2], geo.ends[4 * i + 3])
    }
  }

  pickUp(block) { if (block >= 0) { this.model.brush = this.gridOf[block] } }

  // ---- keyboard
  keys() {
    const paint = () => { const b = this.cursor ?? this.hovered; if (b >= 0) { this.paint([b]) } }
    const say = (name) => () => {
      this.seq = (this.seq ?? 0) + 1
      this.model.command = {name, block: this.cursor ?? this.hovered, seq: this.seq}
    }
    const keys = {...super.keys(), Enter: paint, p: paint, e: () => { this.model.brush = -1 }, i: () => this.pickUp(this.cursor ?? this.hovered)}
    for (const [key, tool] of Object.entries(TOOLS)) { keys[key] = () => { if (!this.model.read_only) { this.model.tool = tool } } }
    for (const [key, name] of Object.entries(COMMANDS)) { keys[key] = say(name) }
    for (let n = 1; n <= 9; n++) { keys[`${n}`] = () => { if (n <= (this.model.labels ?? []).length) { this.model.brush = n - 1 } } }
    for (const [key, way] of Object.entries({ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]})) {
      const pan = keys[key]
      keys[key] = () => { if (this.tool === "pan") { pan() } else { this.walk(...way) } }
    }
    keys.Escape = () => { this.stroke = null; this.cursor = null; this.point(-1, 0, 0); this.redraw() }
    return keys
  }

  listen() {
    super.listen()
    const hold = (down) => (event) => {
      if (event.key !== " ") { return }
      event.preventDefault(); this.held = down; this.dress()
    }
    this.canvas.addEventListener("keydown", hold(true))
    this.canvas.addEventListener("keyup", hold(false))
    this.canvas.addEventListener("blur", () => { this.held = false; this.dress() })
  }

  walk(dx, dy) {
    const here = this.cursor ?? (this.hovered >= 0 ? this.hovered : null)
    if (here == null) { this.cursor = this.middleBlock(); return this.tell() }
    const x = this.centre[2 * here], y = this.centre[2 * here + 1]
    let best = -1, least = Infinity
    for (let b = 0; b < this.geo.blocks; b++) {
      const u = this.centre[2 * b] - x, v = this.centre[2 * b + 1] - y, ahead = u * dx + v * dy
      if (b === here || ahead <= 0) { continue }
      const cost = ahead + 3 * Math.abs(u * dy - v * dx)
      if (cost < least) { least = cost; best = b }
    }
    if (best >= 0) { this.cursor = best }
    this.tell()
  }

  middleBlock() {
    const {width, height} = this.size()
    let best = 0, least = Infinity
    for (let b = 0; b < this.geo.blocks; b++) {
      const far = Math.hypot(this.x + this.scale * this.centre[2 * b] - width / 2, this.y - this.scale * this.centre[2 * b + 1] - height / 2)
      if (far < least) { least = far; best = b }
    }
    return best
  }

  tell() {
    const x = this.x + this.scale * this.centre[2 * this.cursor], y = this.y - this.scale * this.centre[2 * this.cursor + 1]
    const {width, height} = this.size()
    if (x < 30 || y < 30 || x > width - 30 || y > height - 30) { this.pan(width / 2 - x, height / 2 - y) }
    this.live.textContent = (this.model.facts?.titles ?? [])[this.cursor] ?? ""
    this.redraw()
  }

  // ---- drawing
  dress() { this.canvas.style.cursor = this.tool === "pan" ? "grab" : "crosshair" }

  drawOver(context, ink, ratio) {
    for (const [kind, path] of this.hatches ?? []) { this.drawHatch(context, path, HATCH[kind], ink, ratio) }
    if (this.cursor != null) {
      context.strokeStyle = ink("accent"); context.lineWidth = 3.2 / this.scale
      context.stroke(this.paths[this.cursor])
    }
    if (!this.stroke) { return }
    context.globalAlpha = 0.8
    context.fillStyle = (this.model.colours ?? [])[(this.model.hues ?? [])[this.model.brush]] ?? ink("divider")
    for (const block of this.stroke.blocks) { context.fill(this.paths[block], "evenodd") }
    context.globalAlpha = 1
    if (this.stroke.tool === "box" || this.stroke.tool === "lasso") {
      context.save()
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.setLineDash([6, 4]); context.lineWidth = 1.6; context.strokeStyle = ink("accent")
      context.stroke(this.outlineOf(this.stroke.tool, this.stroke.trail))
      context.restore()
    }
  }

  drawHatch(context, path, {gap, slope, ink: name, alpha}, ink, ratio) {
    const {width, height} = this.size()
    context.save()
    context.clip(path, "evenodd")
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.beginPath()
    const shift = ((this.x + slope * this.y) % gap + gap) % gap
    for (let d = -height - gap; d < width + height + gap; d += gap) {
      context.moveTo(d + shift, slope > 0 ? height : 0)
      context.lineTo(d + shift + height, slope > 0 ? 0 : height)
    }
    Object.assign(context, {strokeStyle: ink(name), globalAlpha: alpha, lineWidth: 1.1})
    context.stroke()
    context.restore()
  }

  lookAt() {
    const wanted = this.model.look?.blocks ?? []
    if (!wanted.length || !this.geo) { return }
    const {width, height} = this.size()
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const b of wanted) {
      x0 = Math.min(x0, this.bounds[4 * b]); y0 = Math.min(y0, this.bounds[4 * b + 1])
      x1 = Math.max(x1, this.bounds[4 * b + 2]); y1 = Math.max(y1, this.bounds[4 * b + 3])
    }
    const fit = Math.min((width - 160) / Math.max(x1 - x0, 1), (height - 160) / Math.max(y1 - y0, 1))
    this.scale = Math.min(Math.max(fit, this.fitted * 0.6), this.fitted * 12)
    this.x = width / 2 - this.scale * (x0 + x1) / 2
    this.y = height / 2 + this.scale * (y0 + y1) / 2
    this.whole = false
    this.redraw()
  }
}

export function render(context) {
  const {map, follow} = mount(context, PaintMap)
  follow(["hatch"], () => map.layHatch())
  follow(["look"], () => map.lookAt())
  follow(["tool", "read_only"], () => { map.stroke = null; map.dress(); map.redraw() })
  follow(["said"], () => { map.live.textContent = context.model.said })
  map.dress()
}
