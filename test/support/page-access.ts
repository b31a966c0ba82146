/** Who looks: the letters are `member`'s, sent to `guest` and to `foreigner`. */
export const onlookers = [
  'nobody',
  'guest',
  'member',
  'colleague',
  'foreigner',
  'administrator',
  'foreignAdministrator',
  'auditor',
] as const;
export type Onlooker = (typeof onlookers)[number];

/** What a page is asked for with. */
export type PageIds = {
  envelopeId: string;
  draftId: string;
  reference: string;
  mailId: string;
  folderId: string;
  sharedMailboxId: string;
};

/** `200`, `404`, or where one is sent on to; `sign-in`: to the sign-in page, and back afterwards. */
export type PageOutcome = '200' | '404' | 'sign-in' | `/${string}`;

type PageRow = { url: (ids: PageIds) => string; expected: Record<Onlooker, PageOutcome> };

/** Outcomes in the order of `onlookers`. */
function page(url: string | PageRow['url'], outcomes: string): PageRow {
  const seen = outcomes.split(/\s+/);
  // A misspelt or missing outcome equals none that a server gives, and fails its row.
  const expected = Object.fromEntries(
    onlookers.map((who, index) => [who, seen[index]]),
  ) as PageRow['expected'];
  return { url: typeof url === 'string' ? () => url : url, expected };
}

const everybody = '200 200 200 200 200 200 200 200';

/** Every page of app/ against everybody; the matrix test fails for a page that is not here. */
export const pageAccess: Record<string, PageRow> = {
  //                        nobody guest member colleague foreigner admin f-admin auditor
  '/': page('/', 'sign-in /inbox /inbox /inbox /inbox /inbox /inbox /audit'),
  // A guest may have an account besides.
  '/sign-in': page('/sign-in', '200 200 / / / / / /'),
  '/sign-in/letter': page('/sign-in/letter', '200 / / / / / / /'),
  '/password': page('/password', everybody),
  '/password/forgot': page('/password/forgot', everybody),
  '/help': page('/help', everybody),
  '/verify': page('/verify', everybody),
  '/api/docs': page('/api/docs', everybody),
  '/mails': page('/mails', everybody),
  '/mails/[id]': page(({ mailId }) => `/mails/${mailId}`, everybody),
  '/settings': page('/settings', 'sign-in 404 200 200 200 200 200 200'),
  '/inbox': page('/inbox', 'sign-in 200 200 200 200 200 200 404'),
  '/sent': page('/sent', 'sign-in 404 200 200 200 200 200 404'),
  '/drafts': page('/drafts', 'sign-in 404 200 200 200 200 200 404'),
  '/archive': page('/archive', 'sign-in 404 200 200 200 200 200 404'),
  '/trash': page('/trash', 'sign-in 404 200 200 200 200 200 404'),
  '/search': page('/search', 'sign-in 404 200 200 200 200 200 404'),
  '/contacts': page('/contacts', 'sign-in 404 200 200 200 200 200 404'),
  '/later': page('/later', 'sign-in 404 200 200 200 200 200 404'),
  '/folders': page('/folders', 'sign-in 404 200 200 200 200 200 404'),
  '/folders/[id]': page(({ folderId }) => `/folders/${folderId}`, 'sign-in 404 200 404 404 404 404 404'),
  // The page tells an auditor that he has no mailbox to write from.
  '/compose/[[...draft]]': page('/compose', 'sign-in 404 200 200 200 200 200 200'),
  '/sent/[id]': page(({ envelopeId }) => `/sent/${envelopeId}`, 'sign-in 404 200 404 404 404 404 404'),
  '/sent/[id]/read': page(
    ({ envelopeId }) => `/sent/${envelopeId}/read`,
    'sign-in 404 200 404 404 404 404 404',
  ),
  '/audit': page('/audit', 'sign-in 404 404 404 404 200 200 200'),
  '/statistics': page('/statistics', 'sign-in 404 404 404 404 200 200 200'),
  '/members': page('/members', 'sign-in 404 404 404 404 200 200 404'),
  '/mailboxes': page('/mailboxes', 'sign-in 404 404 404 404 200 200 404'),
  '/mailboxes/[id]': page(
    ({ sharedMailboxId }) => `/mailboxes/${sharedMailboxId}`,
    'sign-in 404 404 404 404 200 404 404',
  ),
  '/exports': page('/exports', 'sign-in 404 404 404 404 200 200 404'),
  '/vault': page('/vault', 'sign-in 404 404 404 404 200 200 404'),
  '/organisation': page('/organisation', 'sign-in 404 404 404 404 200 200 404'),
  // The outside of an envelope: whoever has the link sees who wrote when, and must prove who she is to go on.
  '/e/[reference]': page(({ reference }) => `/e/${reference}`, everybody),
  '/e/[reference]/code': page(({ reference }) => `/e/${reference}/code`, everybody),
  '/e/[reference]/report': page(({ reference }) => `/e/${reference}/report`, everybody),
};
