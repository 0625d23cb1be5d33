/** What an agent shows to a collector, and what it trusts. Texts, as they stand in their files at the moment. */
export interface TlsMaterial {
  /** Certificates (PEM) to trust instead of the system's, for a collector with a certificate of its own. */
  ca?: string;
  /** The agent's own certificate (PEM) and its key: they name it to the collector, with a token or without. */
  certificate?: string;
  key?: string;
}

export interface Credential {
  /** Absent where the certificate alone says who we are. */
  token?: string;
  tls: TlsMaterial;
  /** Value of `Proxy-Authorization`, where the way leads through a proxy that asks for it. */
  proxyAuthorization?: string;
}

/** Equal for equal credentials. It holds secrets: it is compared, and never printed or kept on a disk. */
export const fingerprintOf = ({ token, tls, proxyAuthorization }: Credential): string =>
  JSON.stringify([token, tls.ca, tls.certificate, tls.key, proxyAuthorization]);
