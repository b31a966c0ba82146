/** How many copies one request files. */
export const filedMax = 500;
/** How many copies one transaction removes for ever: each leaves an entry, and all of them have two seconds. */
export const removedMax = 100;

/** Folders of one mailbox. */
export const foldersMax = 500;

/** How deep folders lie in one another: one at the top is 1 deep. */
export const folderDepthMax = 5;

/** Characters of the name of a folder or a label. */
export const nameCharactersMax = 80;

/** How far ahead a letter is put away, in days. */
export const laterDaysMax = 5 * 366;
