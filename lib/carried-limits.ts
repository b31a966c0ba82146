/** Stored bytes that may travel inside one request, in place of requests of their own: a small letter is one request. */
export const carriedBytesMax = 1_048_576;
/** Parts that one request may carry. */
export const carriedPartsMax = 32;
