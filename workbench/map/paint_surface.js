// Drawing while painting: the map is kept on a canvas of its own, so that a stroke colours its blocks at once
// and everything else (borders, labels, hatching) follows when the hand rests. Goes behind block_map.js.

const REST = 110
const LONG_REST = 1600
const MANY = 2500

class PaintSurface extends BlockMap {
  constructor(model, root) {
    super(model, root)
    this.base = document.createElement("canvas")
    this.cursor = -1
    this.pending = this.pending ?? null
    this.waiting = []
  }

  // what follows from the geometry alone, before anything is painted on it
  prepare() {
    const {geo} = this
    if (this.prepared === geo) { return }
    this.prepared = geo
    const count = new Uint32Array(geo.blocks + 1)
    const each = (work) => { for (let i = 0; i < geo.pieces; i++) { work(geo.left[i], i); if (geo.right[i] >= 0) { work(geo.right[i], i) } } }
    each((block) => { count[block + 1]++ })
    for (let b = 0; b < geo.blocks; b++) { count[b + 1] += count[b] }
    const at = count.slice(), pieceOf = new Uint32Array(count[geo.blocks])
    each((block, i) => { pieceOf[at[block]++] = i })
    this.pieceStart = count
    this.pieceOf = pieceOf
    this.centres()
  }

  centres() {
    const {geo} = this
    this.cx = new Float32Array(geo.blocks); this.cy = new Float32Array(geo.blocks)
    const area = new Float64Array(geo.blocks), sx = new Float64Array(geo.blocks), sy = new Float64Array(geo.blocks)
    for (let ring = 0; ring < geo.ringBlock.length; ring++) {
      const b = geo.ringBlock[ring], from = geo.starts[ring], to = geo.starts[ring + 1]
      for (let p = from, q = to - 1; p < to; q = p++) {
        const x0 = geo.points[2 * q], y0 = geo.points[2 * q + 1], x1 = geo.points[2 * p], y1 = geo.points[2 * p + 1]
        const cross = x0 * y1 - x1 * y0
        area[b] += cross; sx[b] += (x0 + x1) * cross; sy[b] += (y0 + y1) * cross
      }
    }
    for (let b = 0; b < geo.blocks; b++) {
      const [x0, y0, x1, y1] = this.bounds.subarray(4 * b, 4 * b + 4)
      this.cx[b] = area[b] ? sx[b] / (3 * area[b]) : (x0 + x1) / 2
      this.cy[b] = area[b] ? sy[b] / (3 * area[b]) : (y0 + y1) / 2
    }
  }

  // ---- what belongs where: Python is the authority, strokes it has not answered yet are laid over
  paintGrids() {
    if (!this.geo) { return }
    this.prepare()
    const coming = int16(this.model.grid_of)
    for (const stroke of this.waiting) {
      if (stroke.seq > this.model.answered) { for (const b of stroke.blocks) { coming[b] = (this.model.grid_names ?? []).indexOf(stroke.grid) } }
    }
    this.waiting = this.waiting.filter((stroke) => stroke.seq > this.model.answered)
    if (!this.stroke) { this.take(coming) } else { this.late = true }
  }

  take(coming) {
    const same = this.gridOf?.length === coming.length && coming.every((grid, b) => grid === this.gridOf[b])
    this.gridOf = coming
    if (same && this.labelled === this.model.labels) { return }
    this.labelled = this.model.labels
    this.settle()
    this.retell()
  }

  // what the tip says of the block under the hand may be another thing now
  retell() { if (this.hovered >= 0) { this.fillTip(this.hovered) } }

  settle() {
    clearTimeout(this.resting)
    const {geo} = this
    this.border = new Path2D(); this.outline = new Path2D()
    for (let i = 0; i < geo.pieces; i++) {
      const right = geo.right[i]
      const path = right < 0 ? this.outline : this.gridOf[geo.left[i]] !== this.gridOf[right] ? this.border : null
      if (path) { path.moveTo(geo.ends[4 * i], geo.ends[4 * i + 1]); path.lineTo(geo.ends[4 * i + 2], geo.ends[4 * i + 3]) }
    }
    this.middles()
    this.paintShades()
  }

  middles() {
    const labels = this.model.labels ?? [], sums = labels.map(() => [0, 0, 0])
    for (let b = 0; b < this.geo.blocks; b++) {
      const sum = sums[this.gridOf[b]]
      if (!sum) { continue }
      const [x0, y0, x1, y1] = this.bounds.subarray(4 * b, 4 * b + 4), area = (x1 - x0) * (y1 - y0)
      sum[0] += area * this.cx[b]; sum[1] += area * this.cy[b]; sum[2] += area
    }
    this.spots = sums.map(([x, y, weight], grid) => ({label: labels[grid], x: weight ? x / weight : NaN, y: y / weight}))
    // the middle of a grid that is bent or in pieces may lie in another one: its nearest block has the name then
    const near = labels.map(() => [Infinity, -1])
    for (let b = 0; b < this.geo.blocks; b++) {
      const spot = this.spots[this.gridOf[b]]
      if (!spot) { continue }
      const far = Math.hypot(this.cx[b] - spot.x, this.cy[b] - spot.y)
      if (far < near[this.gridOf[b]][0]) { near[this.gridOf[b]] = [far, b] }
    }
    this.spots.forEach((spot, grid) => {
      const block = near[grid][1]
      if (block < 0) { return }
      const [x0, y0, x1, y1] = this.bounds.subarray(4 * block, 4 * block + 4)
      if (spot.x < x0 || spot.x > x1 || spot.y < y0 || spot.y > y1) { Object.assign(spot, {x: this.cx[block], y: this.cy[block]}) }
    })
  }

  // what colours a block now; the model is asked once, as every question to it costs microseconds
  shader() {
    const {by_grid, hues} = this.model, shades = bytes(this.model.shade), grids = this.gridOf
    return by_grid ? (block) => grids[block] < 0 ? 255 : hues[grids[block]] ?? 255 : (block) => shades[block] ?? 255
  }

  // colours, hues and shades often change together: they are painted once, with the next frame
  paintSoon() {
    this.shading ??= requestAnimationFrame(() => { this.shading = null; this.guard(() => this.paintShades()) })
  }

  paintShades() {
    if (!this.geo || !this.gridOf) { return }
    const shadeOf = this.shader()
    this.fills = new Map()
    for (let block = 0; block < this.geo.blocks; block++) {
      const key = shadeOf(block)
      if (!this.fills.has(key)) { this.fills.set(key, new Path2D()) }
      this.fills.get(key).addPath(this.paths[block])
    }
    this.hatches()
    this.redraw()
  }

  hatches() {
    if (!this.geo || !this.gridOf) { return }
    const locked = new Set(this.model.locked ?? []), pinned = new Set(this.model.pinned ?? []), was = int16(this.model.reference)
    this.lockedPath = null; this.movedPath = null
    for (let b = 0; b < this.geo.blocks; b++) {
      if (locked.has(this.gridOf[b]) || pinned.has(b)) { (this.lockedPath ??= new Path2D()).addPath(this.paths[b]) }
      if (was.length && was[b] !== this.gridOf[b]) { (this.movedPath ??= new Path2D()).addPath(this.paths[b]) }
    }
    this.redraw()
  }

  // ---- the canvas behind
  redraw() { this.stale = true; this.refresh() }

  refresh() {
    if (this.pending) { return }
    this.pending = requestAnimationFrame(() => { this.pending = null; this.guard(() => this.draw()) })
  }

  // a drawer that slides changes the size with every frame: the picture moves along and is drawn anew at rest
  resize() {
    const ratio = window.devicePixelRatio || 1, {width, height} = this.size()
    if (this.scale && this.canvas.width === Math.round(width * ratio) && this.canvas.height === Math.round(height * ratio)) { return }
    this.sizing = true
    this.moving(() => super.resize())
    this.sizing = false
    this.draw()
  }

  // style sheets come and go while a page is put together; only other colours are worth a picture
  restyled() {
    this.looking ??= requestAnimationFrame(() => { this.looking = null; if (this.inks !== this.inksNow()) { this.redraw() } })
  }

  inksNow() {
    const style = getComputedStyle(this.root)
    return ["text", "paper", "divider", "muted", "accent"].map((name) => style.getPropertyValue(`--gw-${name}`)).join() + style.fontFamily
  }

  moving(work) {
    const fresh = !this.stale && this.geo && this.geo.blocks > MANY
    work()
    if (!fresh) { return }
    this.stale = false  // the picture is shifted for now and drawn anew when the hand rests
    clearTimeout(this.viewed)
    this.viewed = setTimeout(() => this.redraw(), REST)
  }

  // ---- maps of the same land on one page are looked at together: what one shows, the others show
  lead() {
    for (const other of document.gwMaps ?? []) {
      if (!other.root.isConnected) { document.gwMaps.delete(other) } else if (other !== this) { other.follow(this) }
    }
  }

  follow(lead) {
    if (!this.geo || !this.scale || !lead.scale || this.geo.blocks !== lead.geo?.blocks) { return }
    const here = this.size(), there = lead.size(), {scale} = lead
    if (!here.width || !there.width) { return }
    this.moving(() => {
      this.x = here.width / 2 - (there.width / 2 - lead.x)
      this.y = here.height / 2 - (there.height / 2 - lead.y)
      Object.assign(this, {scale, whole: lead.whole})
      this.redraw()
    })
  }

  act(name) { super.act(name); this.lead() }

  // the whole map beside the tools, not under them
  fit(grid = null) {
    super.fit(grid)
    const {width, height} = this.size(), room = 52
    if (grid != null || !this.scale || width < 300) { return }
    const [x0, y0, x1, y1] = this.extent()
    this.scale = this.fitted = Math.min(this.scale, (width - room - 24) / Math.max(x1 - x0, 1))
    this.x = room + (width - room) / 2 - this.scale * (x0 + x1) / 2
    this.y = height / 2 + this.scale * (y0 + y1) / 2
  }

  pan(dx, dy) { this.moving(() => super.pan(dx, dy)); this.lead() }
  zoom(factor, px = null, py = null) { this.moving(() => super.zoom(factor, px, py)); this.lead() }

  point(block, px, py) {
    const was = this.stale
    super.point(block, px, py)
    this.stale = was
  }

  draw() {
    if (!this.geo || !this.scale || !this.gridOf || this.sizing) { return }
    const front = this.canvas
    if (this.stale) {
      const {hovered} = this
      this.base.width = front.width; this.base.height = front.height
      this.inks = this.inksNow()
      this.canvas = this.base; this.hovered = -1
      try { super.draw() } finally { this.canvas = front; this.hovered = hovered }
      this.view = [this.x, this.y, this.scale]
      this.stale = false
    }
    this.blit(front)
  }

  drawStations(context, ink) {  // hatching lies under stations and labels
    const ratio = window.devicePixelRatio || 1, s = this.scale
    context.setTransform(ratio * s, 0, 0, -ratio * s, ratio * this.x, ratio * this.y)
    if (this.lockedPath) { this.hatch(context, this.lockedPath, ink("text"), 0.32, 9, 1, ratio) }
    if (this.movedPath) { this.hatch(context, this.movedPath, ink("text"), 0.85, 7, -1, ratio) }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    super.drawStations(context, ink)
  }

  hatch(context, path, colour, alpha, step, lean, ratio) {
    const tile = document.createElement("canvas")
    tile.width = tile.height = step * 2
    const pen = tile.getContext("2d")
    Object.assign(pen, {strokeStyle: colour, lineWidth: 2.2, lineCap: "square"})
    pen.beginPath()
    for (const shift of [-2 * step, 0, 2 * step]) {
      if (lean > 0) { pen.moveTo(shift - 2, 2 * step + 2); pen.lineTo(shift + 2 * step + 2, -2) }
      else { pen.moveTo(shift - 2, -2); pen.lineTo(shift + 2 * step + 2, 2 * step + 2) }
    }
    pen.stroke()
    const pattern = context.createPattern(tile, "repeat")
    pattern.setTransform(new DOMMatrix().scale(0.5 * ratio / (ratio * this.scale), -0.5 / this.scale))
    context.save()
    context.globalAlpha = alpha; context.fillStyle = pattern
    context.fill(path, "evenodd")
    context.restore()
  }

  blit(canvas) {
    const context = canvas.getContext("2d"), ratio = window.devicePixelRatio || 1
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    const [x, y, s] = this.view, k = this.scale / s
    context.drawImage(this.base, ratio * (this.x - k * x), ratio * (this.y - k * y), k * this.base.width, k * this.base.height)
    const ink = (name) => getComputedStyle(this.root).getPropertyValue(`--gw-${name}`).trim()
    context.setTransform(ratio * this.scale, 0, 0, -ratio * this.scale, ratio * this.x, ratio * this.y)
    context.lineJoin = "round"
    const ring = (block, colour, width) => { context.strokeStyle = colour; context.lineWidth = width / this.scale; context.stroke(this.paths[block]) }
    if (this.hovered >= 0) { ring(this.hovered, ink("accent"), 3) }
    if (this.cursor >= 0 && this.keyed) { ring(this.cursor, ink("paper"), 6); ring(this.cursor, ink("bad"), 3) }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.drawTool?.(context, ink)
  }

  // ---- colour now, the rest when the hand rests
  touch(blocks) {
    if (!blocks.length) { return }
    const context = this.base.getContext("2d"), ratio = window.devicePixelRatio || 1, [x, y, s] = this.view
    const style = getComputedStyle(this.root), ink = (name) => style.getPropertyValue(`--gw-${name}`).trim()
    context.setTransform(ratio * s, 0, 0, -ratio * s, ratio * x, ratio * y)
    context.lineJoin = context.lineCap = "round"
    const hair = Math.min(0.5 + s / this.fitted * 0.3, 1.4) / s
    const area = new Path2D(), edge = new Path2D(), seen = new Set()
    for (const b of blocks) {
      area.addPath(this.paths[b])
      for (let k = this.pieceStart[b]; k < this.pieceStart[b + 1]; k++) { seen.add(this.pieceOf[k]) }
    }
    for (const i of seen) {
      const right = this.geo.right[i]
      if (right >= 0 && this.gridOf[this.geo.left[i]] !== this.gridOf[right]) {
        edge.moveTo(this.geo.ends[4 * i], this.geo.ends[4 * i + 1]); edge.lineTo(this.geo.ends[4 * i + 2], this.geo.ends[4 * i + 3])
      }
    }
    context.globalAlpha = 1; context.fillStyle = ink("paper"); context.fill(area, "evenodd")
    context.strokeStyle = ink("paper"); context.lineWidth = 2.4 / s; context.stroke(area)
    context.globalAlpha = 0.85
    const shadeOf = this.shader(), {colours} = this.model, none = ink("divider")
    for (const b of blocks) { context.fillStyle = colours[shadeOf(b)] ?? none; context.fill(this.paths[b], "evenodd") }
    context.globalAlpha = 1; context.lineWidth = hair; context.stroke(area)
    context.strokeStyle = ink("text"); context.lineWidth = 1.8 / s; context.stroke(edge)
    this.blit(this.canvas)
    clearTimeout(this.resting)
    // many blocks take long to draw: the server's numbers go first
    const rest = this.geo.blocks > MANY ? LONG_REST : REST
    this.resting = setTimeout(() => { if (!this.stroke) { this.guard(() => this.settle()) } else { this.rested = true } }, rest)
  }
}
