/** Bounds of the board, each with its reason. */

/** Rows asked of a list that is read whole: the most that the API gives, since it makes the whole list for each page. */
export const rowsPerListRead = 1_000;

/** Pages read of one list: 200 pages of the API's smallest page still hold a province; more is a loop. */
export const pagesPerListMax = 200;

/** Changes kept while the lists load; beyond it the lists are read once more instead. */
export const changesHeldMax = 5_000;

/** The stream ticks every 5 s (contract, StreamEvents.tick): after three missed ticks the page says that it is old. */
export const staleAfterMs = 15_000;

/** A stream that is open and silent for this long is opened anew. */
export const reopenAfterMs = 20_000;

/** Waits between two attempts to open the stream: short, since the page is covered meanwhile. */
export const reopenWaitMsMin = 1_000;
export const reopenWaitMsMax = 10_000;

/** A list that does not answer in this time counts as failed. */
export const requestMsMax = 15_000;

/** Lists are read anew this often even without a `resync`, so that a lost event cannot stay wrong for long. */
export const reloadEveryMs = 300_000;

/** Points asked of a series: one for each pixel column of a wide chart. */
export const pointsPerChart = 1_200;

/** Points asked of a month and more: an hour each, which the store has as they are and need not put together. */
export const pointsPerMonth = 720;

/** Points kept on a chart that appends live: a day of 10 s readings. */
export const pointsKeptMax = 8_640;

/** Rows of a list before "show all" is offered: what a wall screen and a person can take in. */
export const rowsShownFirst = 50;

/** Rows asked of a list that is read page by page: what fills a screen several times, and is drawn in one frame. */
export const rowsPerPage = 100;

/** Rows drawn in one frame of a list that is shown whole: some 10 ms on an office machine. */
export const rowsPerFrame = 12;

/** Rows of one block of a long table: what one frame draws. */
export const rowsPerBlock = 20;

/** Blocks this close to what is seen are drawn ahead: more than a turn of the wheel. */
export const blockNearPx = 600;

/** Blocks far from what is seen take every so many changes: some 25 s at two changes a second, below a link's interval. */
export const blockTurns = 48;

/** The map is drawn again at most this often: a place changes its colour, it does not move. */
export const mapDrawnEveryMs = 2_000;

/** Instants of which the clock's reading is kept: all that a page shows, several times over. */
export const instantsKeptMax = 5_000;

/** How often "for 5 min" is written anew: half a minute would be seen to lag, a second would be noise. */
export const agesDrawnEveryMs = 10_000;

/** Ages looked at in one frame: hundreds of rows show one, and few of them have become others. */
export const agesPerFrame = 100;

/** Between two reads of a page that is empty before the collector's first round: that comes within 2 minutes of its start. */
export const emptyReadEveryMs = 15_000;
