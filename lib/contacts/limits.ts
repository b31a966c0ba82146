/** Contacts of one mailbox. */
export const contactsMax = 100_000;

/** How many one request adds or removes. */
export const contactsPerRequestMax = 500;

/** Rows a page of an address book has. */
export const contactRowsMax = 50;
