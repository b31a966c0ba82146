import type { Scope } from './scopes';

/** Who acts. Built once a request by lib/http from the session row; everything else only reads it. */
export type Actor =
  | {
      kind: 'user';
      userId: string;
      sessionId: string;
      organisationId: string;
      role: 'member' | 'administrator' | 'auditor';
      email: string;
      displayName: string;
      locale: Locale;
      /** Mailboxes the user has rights in now. */
      mailboxes: readonly MailboxAccess[];
      /** The access token a program acts with; absent for a person in a browser. `sessionId` is then the token's id. */
      token?: { id: string; scopes: readonly Scope[] };
    }
  | {
      kind: 'guest';
      guestId: string;
      sessionId: string;
      address: string;
      locale: Locale;
      /** The guest's own, one at most. */
      mailboxes: readonly MailboxAccess[];
    }
  | { kind: 'anonymous' };

/** What may be done in a mailbox: see what lies in it, write from it, decide who else may. */
export type MailboxRight = 'read' | 'send' | 'manage';
export type MailboxAccess = { id: string; rights: readonly MailboxRight[] };

export type UserActor = Extract<Actor, { kind: 'user' }>;
export type GuestActor = Extract<Actor, { kind: 'guest' }>;

/** Who may write a letter. */
export type Author = UserActor | GuestActor;

export type Locale = 'fr' | 'en';

/** Where a request came from, for the audit trail. */
export type Client = { address: string | null; agent: string | null };
