/** Octets of a CSV file that is read: 50,000 links of 300 octets each, with room. */
export const csvOctetsMax = 16_777_216;

/** Mistakes that are printed; a file with more has one mistake, made in every line. */
export const mistakesMax = 200;
