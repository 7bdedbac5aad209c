// A file from the planner's machine, in parts small enough for the socket; too large ones are refused here.

const PART = 400_000

export function render({model, el}) {
  const label = document.createElement("label")
  label.className = "pick"
  const input = document.createElement("input")
  input.type = "file"
  const text = document.createElement("span"), note = document.createElement("span")
  note.className = "note"
  label.append(input, text)
  el.append(label, note)
  const speak = () => { text.textContent = model.words.label ?? ""; input.accept = model.accept; note.textContent = model.words.limit ?? "" }
  input.onchange = async () => {
    const file = input.files[0]
    if (!file) { return }
    if (file.size > model.most_bytes) {
      model.send_msg({name: file.name, size: file.size, refused: true})
    } else {
      const raw = new Uint8Array(await file.arrayBuffer()), parts = Math.max(1, Math.ceil(raw.length / PART))
      for (let k = 0; k < parts; k++) {
        let binary = ""
        for (const byte of raw.subarray(k * PART, (k + 1) * PART)) { binary += String.fromCharCode(byte) }
        model.send_msg({name: file.name, part: k, parts, text: btoa(binary)})
      }
    }
    input.value = ""
  }
  speak()
  for (const name of ["words", "accept"]) { model.on(name, speak) }
}
