/** What a link's errors say of its frames, where frames are not counted. Pure. */
import type { LinkSample } from '@thongsuot/contract/sample.ts';

/** A frame has at least 64 octets (IEEE 802.3): no link carries more frames than this lets it. */
const frameBitsMin = 512;
/** Errors in a reading from which they say something: one alone may be a plug that was touched. */
const errorsMin = 3;

/**
 * The least share of frames with errors that explains a reading, the worse direction. Devices are asked for octets and
 * errors, not for frames: as many frames as can be are assumed, so that what is above a limit is surely above it. Null where no direction states both.
 */
export function leastErrorRatio({ spanS, ...sample }: LinkSample): number | null {
  const ratio = (errors: number | undefined, bits: number | undefined): number | null => {
    if (errors === undefined || bits === undefined || spanS === undefined) return null;
    return errors * spanS < errorsMin ? 0 : errors / (bits / frameBitsMin + errors);
  };
  const inward = ratio(sample.inErrorsPerSecond, sample.inBitsPerSecond);
  const outward = ratio(sample.outErrorsPerSecond, sample.outBitsPerSecond);
  return inward === null || outward === null ? (inward ?? outward) : Math.max(inward, outward);
}
