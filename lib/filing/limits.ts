/** How many copies one request files. */
export const filedMax = 500;
