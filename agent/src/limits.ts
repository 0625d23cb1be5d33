/** Devices polled at once by `once`: it is a person's look, not a load. */
export const onceAtOnceMax = 16;

/** Between two `agent` samples, unless a finding changes. */
export const selfIntervalMs = 15_000;

/** How soon after a change of findings the next `agent` sample goes out; changes within it travel together. */
export const selfSoonMs = 1_000;

/** Between two inventories that say the same. */
export const inventoryIntervalMs = 3_600_000;

/** When the agent gives back what its start left in memory: the first polls are over, their refresh steps learnt. */
export const giveBackMemoryMs = [10_000, 45_000] as const;

/** How often the agent looks whether it is busy, and from which part of a core on: then its code is optimized. */
export const busyLookMs = 30_000;
export const busyCores = 0.1;

/** Between two writings of what pollers must not forget. */
export const rememberIntervalMs = 60_000;

/** How long the agent takes to stop at the most; what is committed is safe before. */
export const stopMsMax = 8_000;

/** Addresses of one `discover`, and how many are read at once: it is a person's look at a site, not a scan of a network. */
export const addressesPerDiscoverMax = 1_000;
export const discoversAtOnceMax = 8;

/** How long `discover` reads one device: a chassis of 1,300 interfaces takes a minute at ten rows a request. */
export const discoverMsMax = 180_000;

/** Interfaces that are looked at for the refresh step: the busiest by what they have counted. */
export const refreshProbeLinksMax = 8;

/** Things that `doctor` looks at at once. A probe for the refresh step takes up to 22 s of a device, of waiting mostly. */
export const doctorWatchesAtOnceMax = 32;

/** Between the two looks of `doctor` at a device: long enough for a rate of live counters. */
export const doctorSecondLookMs = 2_000;

/** How long `doctor` waits for one collector. */
export const doctorCollectorMsMax = 10_000;
