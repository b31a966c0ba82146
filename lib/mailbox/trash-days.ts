/** How long a copy lies in the trash before it is removed for ever. */
export const trashDays = 30;
