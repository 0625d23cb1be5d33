/** What has changed since somebody last looked; a set for each kind, so that it is bounded by what there is. */
export class Changes {
  links = new Set<string>();
  units = new Set<string>();
  endpoints = new Set<string>();
  agents = new Set<string>();
  findings = false;
  /** Something left the picture, or the register changed: lists are to be read anew. */
  everything = false;

  /** Takes what has changed; afterwards nothing has. */
  drain(): Changes {
    const taken = new Changes();
    Object.assign(taken, this);
    Object.assign(this, new Changes());
    return taken;
  }
}
