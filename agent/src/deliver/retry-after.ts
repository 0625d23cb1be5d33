// IMF-fixdate, the one form that senders may generate (RFC 9110 §5.6.7).
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The wait in ms that a `Retry-After` asks for, or null when there is none that makes sense (RFC 9110 §10.2.3: seconds
 * without sign, or a date). A date past is 0. Not clamped.
 *
 * @param nowMs the sender's clock where it sent a `Date`, else ours
 */
export const parseRetryAfter = (value: string | undefined, nowMs: number): number | null => {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  if (!httpDate.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
};

/** The sender's clock as its `Date` header says, or null. */
export const parseHttpDate = (value: string | undefined): number | null => {
  if (value === undefined || !httpDate.test(value.trim())) return null;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : atMs;
};
