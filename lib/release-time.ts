/** A letter may be made to leave so many days after it was sealed, at most. */
export const releaseDaysMax = 60;
/** An organisation lets its letters be taken back for so long, at most. */
export const takeBackSecondsMax = 60;
