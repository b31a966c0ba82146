import { showsClient } from '../audit/trail/client-owner';
import type { AuditEvent } from '../audit/trail/event-names';
import type { CommittedField } from '../audit-format/commitments';
import type { FieldValues } from '../audit-format/leaf';

/** For whom a bundle is made, and who that is in entries. */
export type EvidenceReader =
  | { kind: 'sender'; actorId: string; organisationId: string | null }
  | { kind: 'recipient'; actorId: string; recipientId: string; address: string }
  | { kind: 'administrator'; organisationId: string };

/** `clientOwner`: see lib/audit/trail/client-owner.ts. */
type Entry = { event: string; actorKind: string; fields: FieldValues; clientOwner: string | null };

/** What happens between a sender and recipients; who looked into the audit trail is not part of it. */
const lifeOfEnvelope: ReadonlySet<string> = new Set([
  'SubmissionAcceptance',
  'TimestampObtained',
  'Released',
  'ConsignmentNotification',
  'ConsignmentNotificationFailure',
  'NotificationRequested',
  'LinkFetched',
  'ContentHandover',
  'PartDownloaded',
  'OpeningRefused',
  'WrongRecipientReported',
  'RecipientUnblocked',
  'SentEnvelopeOpened',
  'AccessWithdrawn',
  'AvailabilityChanged',
  'RecipientAdded',
  'TakenBack',
  'RetentionHoldSet',
  'RetentionHoldLifted',
  'ContentDestroyed',
] satisfies AuditEvent[]);

/** About the envelope as a whole, and so for everybody who has part in it. */
const sealing: ReadonlySet<string> = new Set([
  'SubmissionAcceptance',
  'TimestampObtained',
  'Released',
  'ContentDestroyed',
] satisfies AuditEvent[]);

/** What was changed after sending; where it names no recipient it is about them all. */
const changes: ReadonlySet<string> = new Set([
  'AccessWithdrawn',
  'AvailabilityChanged',
  'RecipientAdded',
] satisfies AuditEvent[]);

/**
 * The fields of an entry that this reader may see; null where not even that there is an entry. A sender sees what became of the
 * envelope, with whom; a recipient only what is about himself, and the sealing; both see the addresses and devices of their own visits
 * only. An administrator sees what his audit trail shows (entries his organisation may read; the caller asks for no others), and
 * of other organisations' people not from where they came.
 */
export function fieldsFor(reader: EvidenceReader, entry: Entry): CommittedField[] | null {
  if (reader.kind === 'administrator') {
    const client: CommittedField[] = showsClient(entry.clientOwner, reader.organisationId) ? ['client'] : [];
    return ['actor', ...client, 'detail', 'recipient'];
  }
  const { actor, recipient } = entry.fields;
  const isOwn = actor?.id === reader.actorId;
  if (entry.event === 'EvidenceIssued') return isOwn ? ['actor', 'client', 'detail', 'recipient'] : null;
  if (!lifeOfEnvelope.has(entry.event)) return null;
  const own: CommittedField[] = isOwn ? ['client'] : [];
  if (reader.kind === 'sender') return ['actor', ...own, 'detail', 'recipient'];
  const isForAll = changes.has(entry.event) && !recipient;
  if (sealing.has(entry.event) || isForAll) return ['detail'];
  if (recipient?.id !== reader.recipientId) return null;
  if (isOwn) return ['actor', 'client', 'detail', 'recipient'];
  if (changes.has(entry.event)) return ['detail', 'recipient'];
  return entry.actorKind === 'system' ? ['actor', 'detail', 'recipient'] : ['recipient'];
}
