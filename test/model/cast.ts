/** Mailboxes: two people and a desk of a hospital, one of a practice, two guests'. */
export const boxes = ['anne', 'bob', 'desk', 'paul', 'guest-1', 'guest-2'] as const;
export type Box = (typeof boxes)[number];

/** Who acts: `program` holds an access token of Anne's, the stranger has nothing but links. */
export const people = ['anne', 'program', 'bob', 'paul', 'guest-1', 'guest-2', 'stranger'] as const;
export type Who = (typeof people)[number];

/** The mailboxes in which somebody reads, and writes where they are an organisation's. */
export const boxesOf: Record<Who, readonly Box[]> = {
  anne: ['anne', 'desk'],
  program: ['anne', 'desk'],
  bob: ['bob', 'desk'],
  paul: ['paul'],
  'guest-1': ['guest-1'],
  'guest-2': ['guest-2'],
  stranger: [],
};

export const writers = ['anne', 'program', 'bob', 'paul'] as const;
export type Writer = (typeof writers)[number];

export const organisations = ['hospital', 'practice'] as const;
export type Organisation = (typeof organisations)[number];

/** Whose organisation a mailbox is; a guest's is none's. */
export const organisationOf: Record<Box, Organisation | null> = {
  anne: 'hospital',
  bob: 'hospital',
  desk: 'hospital',
  paul: 'practice',
  'guest-1': null,
  'guest-2': null,
};

/** A program writes as the person whose token it holds. */
export const personOf = (who: Who): Who => (who === 'program' ? 'anne' : who);
