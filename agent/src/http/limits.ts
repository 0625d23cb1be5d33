/** Every bound of the portal check, with its reason. */

/** Octets of a body that are searched for the expected text, after decompression: any front page fits. */
export const bodyOctetsMax = 262_144;

/** Redirects followed on the portal's own host: http → https → /vi → /vi/trang-chu is three. */
export const redirectsMax = 5;

/** Octets of response headers. Node's own default, said here because the answer is a stranger's. */
export const headerOctetsMax = 16_384;

/** Octets between two searches of a growing body: a server that sends single octets must not cost a search each. */
export const searchStepOctets = 16_384;

/** Certificates of a chain that are looked at: chains of the public authorities have three. */
export const chainMax = 8;
