/** The state directory's default, and where to find it before anything is loaded that could read YAML. Pure. */

export const stateDirectoryDefault = '/var/lib/thongsuot-agent';

/**
 * What a config's text says of `stateDirectory`, in block or flow style, else the default. Only a place for a cache is
 * chosen by it: the config itself is read by the schema.
 */
export function stateDirectoryIn(text: string): string {
  for (const line of text.split('\n')) {
    const found = /^[^#]*\bstateDirectory["']?\s*:\s*(?:"([^"]+)"|'([^']+)'|([^\s"'#,}][^#,}]*))/.exec(line);
    const value = (found?.[1] ?? found?.[2] ?? found?.[3])?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return stateDirectoryDefault;
}
