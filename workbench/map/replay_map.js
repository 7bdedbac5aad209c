// A day played over the block map: everything arrives once, the browser interpolates and draws.

const WALKS = new Set([0, 2]), INSPECTS = 1, SPEEDS = [1, 2, 5, 10, 20, 60], TWIN_MS = 500

class ReplayMap extends BlockMap {
  take() {
    const day = this.model.day ?? {}
    this.people = day.people ?? []
    this.legs = Array.from({length: this.people.length}, () => [])
    for (const [person, state, begin, end, line] of day.legs ?? []) {
      const along = [0]
      for (let i = 1; i < line.length; i++) { along.push(along[i - 1] + Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1])) }
      this.legs[person].push({state, begin, end, line, along})
    }
    this.cursor = new Int32Array(this.people.length)
    this.tasks = day.tasks ?? []
    this.cases = day.cases ?? []
    const halves = day.half_days ?? []
    this.first = halves.length ? halves[0][0] - 5 : 480
    this.last = halves.length ? halves.at(-1)[1] + 30 : 1080
    this.now = this.first
    const streets = int16(this.model.streets)
    this.streets = new Path2D()
    for (let i = 0; i + 3 < streets.length; i += 4) {
      this.streets.moveTo(streets[i], streets[i + 1]); this.streets.lineTo(streets[i + 2], streets[i + 3])
    }
    this.ground = null
    this.dress()
    if (this.whole) { this.fit() }
    this.redraw()
  }

  // ---- controls
  dress() {
    if (!this.bar) {
      this.bar = make("div", "bar", this.root)
      this.button = make("button", "play", this.bar)
      this.button.type = "button"
      this.button.onclick = () => this.toggle()
      this.clock = make("span", "clock", this.bar)
      this.slider = make("input", "scrub", this.bar)
      Object.assign(this.slider, {type: "range", step: "0.1"})
      this.slider.oninput = () => { this.now = Number(this.slider.value); this.redraw() }
      this.speed = make("select", "speed", this.bar)
      this.follow = make("select", "follow", this.bar)
      this.follow.onchange = () => this.redraw()
      this.fold = make("details", "twin", this.root)
      this.summary = make("summary", "", this.fold)
      this.table = make("table", "", this.fold)
      this.fold.ontoggle = () => this.tellTable()
    }
    const words = this.model.words ?? {}
    const fill = (select, rows, value) => {
      select.replaceChildren()
      for (const [key, text] of rows) { const option = make("option", "", select); option.value = key; option.textContent = text }
      select.value = value
    }
    fill(this.speed, SPEEDS.map((n) => [n, `${n}x`]), this.speed.value || "5")
    fill(this.follow, [["-1", words.nobody ?? ""], ...this.people.map((each, i) => [i, each[3] ?? each[0]])], this.follow.value || "-1")
    Object.assign(this.slider, {min: this.first, max: this.last, value: this.now})
    this.slider.setAttribute("aria-label", words.scrub ?? "")
    this.speed.setAttribute("aria-label", words.speed ?? "")
    this.follow.setAttribute("aria-label", words.follow ?? "")
    this.summary.textContent = words.table ?? ""
    this.button.textContent = this.playing ? words.pause ?? "" : words.play ?? ""
    this.bar.hidden = this.fold.hidden = !this.people.length
  }

  // the whole place is shown below the bar, not under it
  fit(grid = null) {
    super.fit(grid)
    const {width, height} = this.size()
    if (!this.geo || width < 40 || grid != null || !this.bar || this.bar.hidden) { return }
    const taken = this.bar.offsetTop + this.bar.offsetHeight, share = Math.max(0.2, (height - taken) / height)
    this.scale *= share
    this.fitted = this.scale
    this.x = width / 2 + (this.x - width / 2) * share
    this.y = taken + (height - taken) / 2 + (this.y - height / 2) * share
  }

  toggle() {
    this.playing = !this.playing
    if (this.playing && this.now >= this.last) { this.now = this.first }
    this.before = performance.now()
    this.dress()
    if (this.playing) { this.tick() }
  }

  tick() {
    if (!this.playing) { return }
    requestAnimationFrame((time) => this.guard(() => {
      const passed = Math.min(time - this.before, 250)
      this.before = time
      this.frames = (this.frames ?? 0) + 1
      // at 1x a minute of the day takes a second
      this.now = Math.min(this.last, this.now + Math.max(passed, 0) / 1000 * Number(this.speed.value))
      this.slider.value = this.now
      this.draw()
      if (this.now >= this.last) { this.toggle() }
      this.tick()
    }))
  }

  keys() {
    const step = (by) => { this.now = Math.min(this.last, Math.max(this.first, this.now + by)); this.slider.value = this.now; this.redraw() }
    return {...super.keys(), " ": () => this.toggle(), ArrowLeft: () => step(-1), ArrowRight: () => step(1)}
  }

  // ---- where everybody is
  legOf(person) {
    const legs = this.legs[person]
    let at = this.cursor[person]
    if (at < legs.length && legs[at].begin > this.now) { at = 0 }
    while (at < legs.length && legs[at].end <= this.now) { at++ }
    this.cursor[person] = at
    return at
  }

  where(person) {
    const legs = this.legs[person], at = this.legOf(person), leg = legs[at]
    if (leg && leg.begin <= this.now && leg.line.length) {
      const {line, along} = leg, whole = along.at(-1)
      if (line.length === 1 || !whole) { return [...line.at(-1), leg.state] }
      const share = (this.now - leg.begin) / Math.max(leg.end - leg.begin, 1e-6) * whole
      let i = 1
      while (i < along.length - 1 && along[i] < share) { i++ }
      const part = (share - along[i - 1]) / Math.max(along[i] - along[i - 1], 1e-9)
      return [line[i - 1][0] + (line[i][0] - line[i - 1][0]) * part, line[i - 1][1] + (line[i][1] - line[i - 1][1]) * part, leg.state]
    }
    for (let i = Math.min(at, legs.length) - 1; i >= 0; i--) { if (legs[i].line.length) { return [...legs[i].line.at(-1), -1] } }
    return null
  }

  // ---- drawing: blocks and streets are kept as a picture, only what moves is drawn anew
  draw() {
    if (!this.geo || !this.scale) { return }
    const key = [this.scale, this.x, this.y, this.canvas.width, this.canvas.height, this.hovered, this.inked].join()
    const context = this.canvas.getContext("2d"), ratio = window.devicePixelRatio || 1
    if (this.ground?.key !== key) {
      super.draw()
      const kept = document.createElement("canvas")
      Object.assign(kept, {width: this.canvas.width, height: this.canvas.height})
      kept.getContext("2d").drawImage(this.canvas, 0, 0)
      const style = getComputedStyle(this.root)
      this.ink = Object.fromEntries(["accent", "paper", "text", "bad", "warn", "muted"].map((n) => [n, style.getPropertyValue(`--gw-${n}`).trim()]))
      this.ground = {key, kept}
      this.stamps = new Map()
    } else {
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.clearRect(0, 0, this.canvas.width, this.canvas.height)
      context.drawImage(this.ground.kept, 0, 0)
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    if (this.people?.length) { this.drawDay(context) }
  }

  // a mark is painted once and then copied: hundreds of circles a frame are too many to trace
  stamp(context, name, x, y, radius, paint) {
    const ratio = window.devicePixelRatio || 1, size = 2 * Math.ceil((radius + 2) * ratio)
    let mark = this.stamps.get(name)
    if (!mark) {
      mark = document.createElement("canvas")
      mark.width = mark.height = size
      const own = mark.getContext("2d")
      own.setTransform(ratio, 0, 0, ratio, size / 2, size / 2)
      paint(own, (r) => { own.beginPath(); own.arc(0, 0, r, 0, 7) })
      this.stamps.set(name, mark)
    }
    context.drawImage(mark, Math.round(x * ratio) - size / 2, Math.round(y * ratio) - size / 2)
  }

  drawOver(context, ink) {
    if (!this.streets) { return }
    context.strokeStyle = ink("muted"); context.globalAlpha = 0.4; context.lineWidth = 1 / this.scale
    context.stroke(this.streets)
    context.globalAlpha = 1
  }

  drawDay(context) {
    const {ink, now, scale, x: left, y: top} = this
    const count = this.count = {open: 0, done: 0, cases: 0, late: 0}
    context.fillStyle = ink.warn
    for (const [x, y, appears, grabbed, ended] of this.tasks) {
      if (appears > now) { continue }
      if (ended !== null && ended <= now) { count.done += ended >= this.first - 5; continue }
      if (grabbed === null || grabbed > now) { count.open++; context.fillRect(left + scale * x - 1.6, top - scale * y - 1.6, 3.2, 3.2) }
    }
    const ratio = window.devicePixelRatio || 1
    context.setTransform(1, 0, 0, 1, 0, 0)
    for (const [x, y, opens, closes, due] of this.cases) {
      if (opens > now || (closes !== null && closes <= now)) { continue }
      const age = due === null ? 0 : Math.min(1, Math.max(0, (now - opens) / Math.max(due - opens, 1)))
      count.cases++; count.late += due !== null && due <= now
      const hue = 150 - 10 * Math.round(14 * age)
      this.stamp(context, `case ${hue}`, left + scale * x, top - scale * y, 6, (own, circle) => {
        own.strokeStyle = `hsl(${hue} 70% 45%)`; own.lineWidth = 2; circle(5); own.stroke()
      })
    }
    const chosen = Number(this.follow.value)
    this.seen = []
    for (let person = 0; person < this.people.length; person++) {
      const spot = this.where(person)
      this.seen.push(spot)
      if (!spot) { continue }
      const x = left + scale * spot[0], y = top - scale * spot[1], mine = person === chosen, [, role] = this.people[person]
      const inspects = spot[2] === INSPECTS, idle = spot[2] < 0
      this.stamp(context, `${role} ${inspects} ${idle} ${mine}`, x, y, 12, (own, circle) => {
        own.fillStyle = role === "inspector" ? ink.accent : role === "handler" ? "#3B78C9" : "#A8479B"
        own.globalAlpha = idle ? 0.45 : 1
        circle(mine ? 9 : 6); own.fill()
        own.strokeStyle = ink.paper; own.lineWidth = mine ? 3 : 1.5; own.stroke()
        if (inspects) { own.strokeStyle = ink.text; own.lineWidth = 1.5; circle(9); own.stroke() }
      })
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    if (chosen >= 0 && this.seen[chosen]) { this.centre(this.seen[chosen]) }
    const minute = Math.floor(now), words = this.model.words ?? {}
    const head = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`
    const parts = [
      head, `${words.open_tasks ?? ""} ${count.open}`, `${words.done_tasks ?? ""} ${count.done}`,
      `${words.open_cases ?? ""} ${count.cases} (${words.overdue_cases ?? ""} ${count.late})`,
    ]
    // a line may end between two facts, not inside one
    this.clock.textContent = parts.map((part) => part.replaceAll(" ", "\u00a0")).join("\u00a0· ")
    if (this.fold.open && performance.now() - (this.told ?? 0) > TWIN_MS) { this.tellTable() }
  }

  centre([x, y]) {
    const {width, height} = this.size(), dx = width / 2 - (this.x + this.scale * x), dy = height / 2 - (this.y - this.scale * y)
    if (Math.abs(dx) > width / 4 || Math.abs(dy) > height / 4) { this.x += dx; this.y += dy; this.whole = false; this.redraw() }
  }

  // ---- the same for those who cannot watch
  tellTable() {
    this.told = performance.now()
    if (!this.fold.open || !this.seen) { return }
    const words = this.model.words ?? {}
    this.table.replaceChildren()
    const row = (cells, tag) => { const line = make("tr", "", this.table); for (const text of cells) { make(tag, "", line).textContent = text } }
    row([words.person, words.state, words.grid], "th")
    for (const [person, each] of this.people.entries()) {
      const spot = this.seen[person], state = spot ? (spot[2] < 0 ? "idle" : this.model.day.states[spot[2]]) : "idle"
      row([each[3] ?? each[0], words[`state_${state}`] ?? state, each[4] ?? each[2]], "td")
    }
  }
}

function mountReplay(context) {
  const {map, follow} = mount(context, ReplayMap)
  map.root.replay = map  // for tests: what the replay knows
  map.take()
  follow(["day", "streets"], () => map.take())
  follow(["words"], () => { map.dress(); map.tellTable() })
  follow(["dark", "shade", "grid_of", "geometry", "colours"], () => { map.ground = null; map.redraw() })
  const fresh = new MutationObserver(() => { map.inked = (map.inked ?? 0) + 1; map.redraw() })
  fresh.observe(document.head, {childList: true, characterData: true, subtree: true})
  context.model.on("remove", () => { map.playing = false; fresh.disconnect() })
}
