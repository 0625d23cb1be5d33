/** The cookie of a session, and whether a request comes from our own page. Pure. */
import { sessionMs } from '../limits.ts';

/** The browser itself holds this name to Secure, to Path=/ and to this host (RFC 6265bis §4.1.3.2). */
const hostCookie = '__Host-thongsuot';
/**
 * Without TLS, which is taken on this machine only: browsers differ in whether 127.0.0.1 may set a Secure cookie, and
 * the name above is refused without. Over TLS this one is not looked at: a neighbouring host could plant it.
 */
const plainCookie = 'thongsuot';
const idPattern = /^[A-Za-z0-9_-]{43}$/;

/** The session that the header `Cookie` names, or undefined. The first of a name counts, as browsers order them. */
export function sessionIdOf(header: string | undefined, encrypted: boolean): string | undefined {
  if (header === undefined) return undefined;
  const given = new Map<string, string>();
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (at > 0 && !given.has(name)) given.set(name, pair.slice(at + 1).trim());
  }
  const id = given.get(hostCookie) ?? (encrypted ? undefined : given.get(plainCookie));
  return id !== undefined && idPattern.test(id) ? id : undefined;
}

/** The headers `Set-Cookie` that open a session, or end it when `id` is undefined. */
export function sessionCookies(id: string | undefined, secure: boolean): string[] {
  const attributes = 'Path=/; HttpOnly; SameSite=Strict';
  const ended = [`${hostCookie}=; Max-Age=0; ${attributes}; Secure`, `${plainCookie}=; Max-Age=0; ${attributes}`];
  if (id === undefined) return ended;
  const kept = `Max-Age=${sessionMs / 1_000}; ${attributes}`;
  return secure ? [`${hostCookie}=${id}; ${kept}; Secure`] : [`${plainCookie}=${id}; ${kept}`];
}

export interface FromWhere {
  origin: string | undefined;
  host: string | undefined;
  fetchSite: string | undefined;
}

/**
 * The scheme of the page that asks, when it is ours: its Origin names the host that it asks, and the browser does not say
 * that it is another site's (Fetch §3.2, Fetch Metadata §2.1). A cookie comes along with whatever a browser sends, so
 * that nothing is changed in its name without this.
 */
export function ownOrigin({ origin, host, fetchSite }: FromWhere): 'http' | 'https' | undefined {
  if (origin === undefined || host === undefined || (fetchSite !== undefined && fetchSite !== 'same-origin')) return;
  const match = /^(https?):\/\/([^/?#@\s]+)$/.exec(origin.toLowerCase());
  const scheme = match?.[1] as 'http' | 'https' | undefined;
  return match?.[2] === host.toLowerCase() ? scheme : undefined;
}
