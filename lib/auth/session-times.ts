/** A session that was not used for so long ends by itself. */
export const idleMinutes = 120;
