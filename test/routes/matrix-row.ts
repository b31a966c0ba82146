import type { answerDraft, begunAnswer, sentAnswer } from '../support/answer-world';
import type { makeDraft, sealLetter } from '../support/sealed-letter';

/** Status each visitor gets; the letters are the author's (`member`), sent to `guest` or received from `foreigner`. */
export type Columns = Record<
  | 'nobody'
  | 'guest'
  | 'member'
  | 'colleague'
  | 'foreigner'
  | 'administrator'
  | 'foreignAdministrator'
  | 'auditor',
  number
>;

/** What the requests of the rows name; each thing is made when a row first asks for it. */
export type MatrixWorld = {
  mailboxId: string;
  /** One that the vault's key unwraps, base64. */
  keyPacket: string;
  /** A shared mailbox of the author's organisation, of which nobody is a member. */
  sharedMailboxId: () => Promise<string>;
  /** An account of the author's organisation. */
  targetId: () => Promise<string>;
  /** An audit entry that the author's organisation alone sees. */
  entryId: () => Promise<string>;
  /** A filter that the author's administrator keeps, and shares. */
  savedFilterId: () => Promise<string>;
  /** A destination of the audit trail of the author's organisation. */
  destinationId: () => Promise<string>;
  /** One of the author's sessions. */
  sessionId: () => Promise<string>;
  /** One of the author's access tokens. */
  tokenId: () => Promise<string>;
  /** A hold of the author's organisation. */
  holdId: () => Promise<string>;
  /** A folder of the author's mailbox. */
  folderId: () => Promise<string>;
  /** Somebody in the address book of the author's mailbox, as it was added. */
  contactId: () => Promise<string>;
  draft: () => ReturnType<typeof makeDraft>;
  sent: () => ReturnType<typeof sealLetter>;
  received: () => ReturnType<typeof sealLetter>;
  /** What the guest answers to the author's letter: what makes it, what is begun, what is sent. */
  answerDraft: () => ReturnType<typeof answerDraft>;
  begunAnswer: () => ReturnType<typeof begunAnswer>;
  sentAnswer: () => ReturnType<typeof sentAnswer>;
};

type Request = {
  path: string;
  params?: object;
  json?: unknown;
  body?: string;
  headers?: Record<string, string>;
};
/** What a request is answered to each visitor. */
export type Row = { expected: Columns; request: (world: MatrixWorld) => Request | Promise<Request> };

/** Statuses in the order: nobody, guest, member, colleague, foreigner, administrator, foreign administrator, auditor. */
export const row = (statuses: string, request: Row['request']): Row => {
  const [nobody, guest, member, colleague, foreigner, administrator, foreignAdministrator, auditor] = statuses
    .split(/\s+/)
    .map(Number);
  const columns = {
    nobody,
    guest,
    member,
    colleague,
    foreigner,
    administrator,
    foreignAdministrator,
    auditor,
  };
  return { expected: columns as Columns, request }; // a missing one is NaN or undefined and fails its row
};

/** A path where the handler does not look at it. */
export const x = '/x';
export const id = (value: string) => ({ id: value });
