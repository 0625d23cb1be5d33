/** Every bound of the name check, with its reason. */

/** Answers that are compared: a name with more addresses than this is no portal's. */
export const answersMax = 64;

/** Tries within one check: a datagram may be lost, and one that is says nothing about the server. */
export const triesPerCheck = 2;

/** Answers told in one finding or log line. */
export const answersToldMax = 4;
