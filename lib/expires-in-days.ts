/** How many days a letter can be read where nobody says it: for composer, answers of guests and programs alike. */
export const expiresInDaysDefault = 90;
