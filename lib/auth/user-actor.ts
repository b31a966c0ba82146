import type { Locale, MailboxAccess, UserActor } from '../access/actor';

/** What of a row of `users` makes an actor; `mailboxes` as `mailboxesSql` gives them. */
export type UserRow = {
  user_id: string;
  organisation_id: string;
  role: UserActor['role'];
  email: string;
  display_name: string;
  locale: string;
  mailboxes: MailboxAccess[] | null;
};

/** The person, as whoever brought this session or token. An auditor has no mailbox, whatever the rows say. */
export function userActorOf(row: UserRow, sessionId: string): UserActor {
  return {
    kind: 'user',
    userId: row.user_id,
    sessionId,
    organisationId: row.organisation_id,
    role: row.role,
    email: row.email,
    displayName: row.display_name,
    locale: localeOf(row.locale),
    mailboxes: row.role === 'auditor' ? [] : (row.mailboxes ?? []),
  };
}

/** What a guest may do in the one mailbox of her address. */
export function guestMailboxes(mailboxId: string | null): MailboxAccess[] {
  return mailboxId === null ? [] : [{ id: mailboxId, rights: ['read', 'send'] }];
}

/** A stored or sent language tag as one we speak; French otherwise. */
export function localeOf(value: string | null | undefined): Locale {
  return value === 'en' ? 'en' : 'fr';
}
