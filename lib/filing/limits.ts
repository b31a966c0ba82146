/** How many copies one request files. */
export const filedMax = 500;
/** How many copies one transaction removes for ever: each leaves an entry, and all of them have two seconds. */
export const removedMax = 100;
