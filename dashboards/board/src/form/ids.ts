/** Ids as somebody types them into one field: commas, spaces or lines between them, each once. Pure. */
export function parseIds(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))];
}
