import 'server-only';
import { makeZip } from 'client-zip';
import type { Actor, Client, Locale } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { holdActor } from '../auth/lock-actor';
import type { Services } from '../services';
import { timestampedCheckpoint } from '../transparency-log/timestamped-checkpoint';
import { bundleFiles } from './bundle-files';
import { type EvidenceSubject, type FoundEvidence, findEvidence } from './find-evidence';
import { provedAddresses } from './proved-documents';
import { readEvidenceEntries } from './read-entries';

export type IssuedEvidence = { fileName: string; body: ReadableStream<Uint8Array> };

/**
 * Makes the evidence bundle of one envelope for one reader (docs/audit-log.md, section 5): what is sealed about the envelope, and the
 * entries of the log that this reader may see, proved under a checkpoint that is time-stamped for it. That it was issued is an entry
 * first, and so stands in the bundle itself. What the authority has not stamped yet is left out, and said to be pending.
 * @throws AppError `not-found`, also for somebody else's
 */
export async function issueEvidence(
  services: Services,
  input: { actor: Actor; client: Client; locale: Locale; subject: EvidenceSubject },
): Promise<IssuedEvidence> {
  const { client, locale, subject } = input;
  const found = await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, input.actor, services.clock.now());
    const evidence = await findEvidence(tx, actor, subject);
    await appendEntry(tx, {
      event: 'EvidenceIssued',
      actor,
      client,
      organisationIds: evidence.organisationIds,
      envelopeId: evidence.envelope.id,
      ...(evidence.reader.kind === 'recipient' ? { recipientId: evidence.reader.recipientId } : {}),
      detail: { reader: evidence.reader.kind },
    });
    return evidence;
  });
  const checkpoint = await timestampedCheckpoint(services);
  const entries = await readEvidenceEntries(services, found.envelope.id, found.reader, checkpoint);
  const recipients = await recipientsKnown(services.db, found);
  const files = await bundleFiles(services, { found, checkpoint, entries, recipients, locale });
  const lastModified = services.clock.now();
  return {
    fileName: `pli-${found.envelope.sealedAt.toISOString().slice(0, 10)}-${found.envelope.id.slice(0, 8)}.zip`,
    body: makeZip(
      files.map(({ name, bytes }) => ({ name, lastModified, input: new Uint8Array(bytes) })),
      { buffersAreUTF8: true },
    ),
  };
}

const place = { address: true, kind: true, name: true, salt: true } as const;

/** Whose addresses the receipt may name: a sender's all, a recipient's own, an administrator's those in his organisation's entries. */
async function recipientsKnown(db: Services['db'], { envelope, reader }: FoundEvidence): Promise<string[]> {
  if (reader.kind === 'recipient') {
    const own = await db.recipient.findMany({ where: { id: reader.recipientId }, select: place });
    return provedAddresses(envelope, own);
  }
  const seesAll = reader.kind === 'sender' || reader.organisationId === envelope.organisationId;
  const rows = await db.recipient.findMany({
    where: {
      envelopeId: envelope.id,
      ...(seesAll ? {} : { mailbox: { organisationId: reader.organisationId } }),
    },
    select: place,
    orderBy: [{ kind: 'asc' }, { id: 'asc' }],
  });
  return provedAddresses(envelope, rows);
}
