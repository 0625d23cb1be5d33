/** A topology cut into parts that no event and no carrier joins: each can be judged alone, and in turn. Pure. */
import type { FailoverLink, ProtectionGroup, Topology } from './failure.ts';

/**
 * The parts of a topology. Links are of one part when a group names both or when they share a risk. Judging the parts one
 * by one gives what judging the whole gives, at a cost that grows with the parts and not with their product; groups keep
 * their order within a part. Links of no group stay where their shared risk puts them.
 */
export function partsOf({ links, groups, sheddable }: Topology): Topology[] {
  const parent = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    for (let at = key; at !== root; ) {
      const next = parent.get(at) ?? root;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  const join = (a: string, b: string) => parent.set(rootOf(a), rootOf(b));
  for (const link of links) for (const word of link.sharedRisk) join(`link ${link.id}`, `risk ${word}`);
  for (const { id, primaries, backups } of groups)
    for (const link of [...primaries, ...backups]) join(`link ${link}`, `group ${id}`);

  const parts = new Map<string, { links: FailoverLink[]; groups: ProtectionGroup[]; sheddable: readonly string[] }>();
  const partOf = (key: string) => {
    const root = rootOf(key);
    const known = parts.get(root);
    if (known !== undefined) return known;
    const made = { links: [], groups: [], sheddable };
    parts.set(root, made);
    return made;
  };
  for (const link of links) partOf(`link ${link.id}`).links.push(link);
  for (const group of groups) partOf(`group ${group.id}`).groups.push(group);
  return [...parts.values()].filter((part) => part.groups.length > 0);
}
