/** What each page shows to whom: the status of its GET, with `to` the page one is sent on to. */
export type PageColumns = Record<
  'nobody' | 'guest' | 'member' | 'foreigner' | 'administrator' | 'foreignAdministrator' | 'auditor',
  string
>;

/** Every page of app/; the matrix test fails for one that is not here. `sign-in`: sent to sign in, and back afterwards. */
export const pageAccess: Record<string, PageColumns | null> = {
  '/': null,
};
