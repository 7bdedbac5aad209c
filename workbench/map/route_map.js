// Tours over the block map: lines along the streets, tasks as numbered dots, one pair in front.

class RouteMap extends BlockMap {
  lay() {
    const streets = int16(this.model.streets)
    this.streets = new Path2D()
    for (let i = 0; i + 3 < streets.length; i += 4) {
      this.streets.moveTo(streets[i], streets[i + 1])
      this.streets.lineTo(streets[i + 2], streets[i + 3])
    }
    this.lines = (this.model.tours ?? []).map((tour) => {
      const path = new Path2D()
      tour.line.forEach(([x, y], i) => { if (i) { path.lineTo(x, y) } else { path.moveTo(x, y) } })
      return path
    })
    this.redraw()
  }

  drawOver(context, ink, ratio) {
    const s = this.scale, tours = this.model.tours ?? [], front = this.model.front ?? ""
    if (!this.lines) { this.lay() }
    context.strokeStyle = ink("muted"); context.globalAlpha = 0.4; context.lineWidth = 1.1 / s
    context.stroke(this.streets)
    context.globalAlpha = 1
    for (const [i, tour] of tours.entries()) {
      const faint = front && tour.pair !== front
      context.globalAlpha = faint ? 0.18 : 1
      context.strokeStyle = ink("paper"); context.lineWidth = 5 / s; context.stroke(this.lines[i])
      context.strokeStyle = tour.colour; context.lineWidth = 2.8 / s; context.stroke(this.lines[i])
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.spotsOnScreen = []
    for (const each of this.model.left ?? []) {
      const [x, y] = this.at(each)
      context.globalAlpha = front ? 0.25 : 0.7
      context.strokeStyle = ink("muted"); context.lineWidth = 1
      context.beginPath(); context.arc(x, y, 2.4, 0, 7); context.stroke()
    }
    for (const tour of tours) {
      const faint = front && tour.pair !== front, r = front && !faint ? 9 : 5
      context.globalAlpha = faint ? 0.25 : 1
      for (const stop of tour.stops) {
        const [x, y] = this.at(stop)
        context.beginPath(); context.arc(x, y, r, 0, 7)
        context.fillStyle = tour.colour; context.fill()
        context.strokeStyle = ink("paper"); context.lineWidth = 1.5; context.stroke()
        if (r > 6) {
          context.fillStyle = "#10201d"; context.font = "700 10px sans-serif"
          context.textAlign = "center"; context.textBaseline = "middle"; context.fillText(stop[2], x, y + 0.5)
        }
        if (!faint) { this.spotsOnScreen.push([x, y, stop[3]]) }
      }
    }
    context.globalAlpha = 1
  }

  at([x, y]) { return [this.x + this.scale * x, this.y - this.scale * y] }

  point(block, px, py) {
    const near = (this.spotsOnScreen ?? []).find(([x, y]) => Math.hypot(x - px, y - py) < 9)
    if (block < 0 || !near) { return super.point(block, px, py) }
    super.point(block, px, py)
    this.tip.replaceChildren()
    const [title, ...rows] = near[2]
    make("div", "title", this.tip).textContent = title
    for (const [name, value] of rows) {
      const row = make("div", "row", this.tip)
      make("span", "name", row).textContent = name
      make("span", "value", row).textContent = value
    }
    this.retold = true
  }
}

function mountRoutes(context) {
  const {map, follow} = mount(context, RouteMap)
  follow(["tours", "streets"], () => map.lay())
  follow(["front", "left"], () => map.redraw())
}
