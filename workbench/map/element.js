// What lists are made of: an element with a class, in its parent, with a text.

const make = (tag, cls, parent, text) => {
  const node = document.createElement(tag)
  node.className = cls
  if (text != null) { node.textContent = text }
  parent?.append(node)
  return node
}
