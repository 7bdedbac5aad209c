// What comes as bytes: the geometry of all blocks in one message (see geometry.py), and small arrays.

const HEADER = 24

function bytes(value) {
  if (value == null) { return new Uint8Array(0) }
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer ?? value)
}

function decode(value) {
  const raw = bytes(value)
  if (raw.length < HEADER) { return null }
  const buffer = raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length)
  const [magic, blocks, rings, points, pieces] = new Uint32Array(buffer, 0, 5)
  if (magic !== 0x314D4247) { throw new Error("block map: unknown geometry format") }
  let at = HEADER
  const take = (Type, n) => { const part = new Type(buffer, at, n); at += n * Type.BYTES_PER_ELEMENT; return part }
  return {
    blocks, pieces, metres: new Float32Array(buffer, 20, 1)[0],
    ringBlock: take(Uint32Array, rings), starts: take(Uint32Array, rings + 1),
    left: take(Int32Array, pieces), right: take(Int32Array, pieces),
    points: take(Int16Array, points * 2), ends: take(Int16Array, pieces * 4),
  }
}

const int16 = (value) => { const raw = bytes(value); return new Int16Array(raw.slice().buffer) }
const make = (tag, cls, parent) => { const node = document.createElement(tag); node.className = cls; parent?.append(node); return node }
