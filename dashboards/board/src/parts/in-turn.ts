/** Work that may wait: one piece with each frame, in the order in which it came, so that no frame is long. */
const waiting = new Set<() => void>();

function work() {
  const [first] = waiting;
  if (first === undefined) return;
  waiting.delete(first);
  first();
  if (waiting.size > 0) requestAnimationFrame(work);
}

/** Does `piece` in a frame to come; the function returned takes it back. A page that nobody looks at draws no frames. */
export function inTurn(piece: () => void): () => void {
  waiting.add(piece);
  if (waiting.size === 1) requestAnimationFrame(work);
  return () => void waiting.delete(piece);
}
