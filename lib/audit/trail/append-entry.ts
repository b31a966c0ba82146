import type { Actor, Client } from '../../access/actor';
import type { Tx } from '../../db/transaction';
import type { AuditEvent } from './event-names';

/** One fact to be written; `organisationIds` are those that may read it (at least one). */
export type NewAuditEntry = {
  event: AuditEvent;
  actor: Actor | { kind: 'system' };
  /** Overrides the actor's address, e.g. the address somebody tried to sign in with. */
  actorAddress?: string;
  client: Client | null;
  organisationIds: readonly string[];
  envelopeId?: string;
  /** The recipient it is about; the address is read from its row. */
  recipientId?: string;
  /** Small facts; never content, titles or file names. */
  detail?: Readonly<Record<string, string | number | boolean | null>>;
};

/**
 * Appends an entry in the caller's transaction: if it cannot be written, the change it describes does not happen either. One
 * statement, so an entry that stands for itself may also be appended with the client alone, in a third of the time.
 * Locks the envelope it is about to the commit, which must come within two seconds (the database ends the transaction else): so
 * its time and its place in the log agree with those of every other entry of that envelope. Who locks recipients locks the envelope first.
 * Returns the entry's time, for what is written beside it.
 */
export async function appendEntry(tx: Tx, entry: NewAuditEntry): Promise<Date> {
  // The function reads the recipient's address, and writes the entry and who may read it.
  const [appended] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT append_audit_entry(${asJson(rowOf(entry))}::jsonb) AS at`;
  if (!appended) throw new Error('an entry was appended without a time'); // a SELECT without FROM has one row
  return appended.at;
}

/** Several entries in their order, likewise, in one statement: their transaction has two seconds for all of them. */
export async function appendEntries(tx: Tx, entries: readonly NewAuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.$executeRaw`
    SELECT append_audit_entry(entry) FROM (
      SELECT value AS entry FROM jsonb_array_elements(${asJson(entries.map(rowOf))}::jsonb) WITH ORDINALITY ORDER BY ordinality
    ) AS in_order`;
}

function rowOf(entry: NewAuditEntry) {
  const actor = entry.actor;
  return {
    event: entry.event,
    actorKind: actor.kind,
    actorId: actor.kind === 'user' ? actor.userId : actor.kind === 'guest' ? actor.guestId : null,
    actorAddress:
      entry.actorAddress ??
      (actor.kind === 'user' ? actor.email : actor.kind === 'guest' ? actor.address : null),
    envelopeId: entry.envelopeId ?? null,
    recipientId: entry.recipientId ?? null,
    clientAddress: entry.client?.address ?? null,
    clientAgent: entry.client?.agent?.slice(0, 300) ?? null,
    detail: { ...entry.detail, ...throughToken(actor) },
    organisationIds: entry.organisationIds,
  };
}

const asJson = (value: unknown) =>
  JSON.stringify(value, (_, member: unknown) => (typeof member === 'string' ? wellFormed(member) : member));

/** A program acted for the person: by which of her access tokens. */
function throughToken(actor: NewAuditEntry['actor']): { token?: string } {
  return actor.kind === 'user' && actor.token !== undefined ? { token: actor.token.id } : {};
}

/** Half of a surrogate pair, as a cut text may end with, is no character that Postgres takes. */
function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replaceAll(/\p{Surrogate}/gu, '\uFFFD') : text;
}
