/** Octets of one config file: 50,000 links of 80 octets each. */
export const configOctetsMax = 8 * 1024 ** 2;

/** Files that one config may include, all patterns together. */
export const includedFilesMax = 1_000;

/** Facts of one unit that the config reads by OIDs of its own; a fact is one of some forty names. */
export const configuredObjectsMax = 24;
