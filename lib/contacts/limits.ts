/** Contacts of one mailbox. */
export const contactsMax = 100_000;

/** How many one request adds or removes: so many fit, however long their notes are. */
export const contactsPerRequestMax = 200;

/** Rows a page of an address book has. */
export const contactRowsMax = 50;
