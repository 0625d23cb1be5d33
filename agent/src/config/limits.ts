/** Octets of one config file: 50,000 links of 80 octets each. */
export const configOctetsMax = 8 * 1024 ** 2;

/** Files that one config may include, all patterns together. */
export const includedFilesMax = 1_000;
