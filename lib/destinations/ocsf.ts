import { isGrave } from '../audit/trail/event-names';
import type { DeliveredEntry, DeliverySource } from './delivered-entry';

const ocsfVersion = '1.3.0';
type Kind = { classUid: number; className: string; activityId: number; activityName?: string };

const authentication = { classUid: 3002, className: 'Authentication' };
const accountChange = { classUid: 3001, className: 'Account Change' };
const entity = { classUid: 3004, className: 'Entity Management' };
const other = 99;

/** Where OCSF has a word for an event; all others are Entity Management, activity "Other", named by the event itself. */
const kinds: Record<string, Kind> = {
  SignedIn: { ...authentication, activityId: 1 },
  SignInFailed: { ...authentication, activityId: 1 },
  CodeRefused: { ...authentication, activityId: 1 },
  SignedOut: { ...authentication, activityId: 2 },
  AccountCreated: { ...accountChange, activityId: 1 },
  PasswordChanged: { ...accountChange, activityId: 3 },
  PasswordResetRequested: { ...accountChange, activityId: 4 },
  AccountClosed: { ...accountChange, activityId: 5 },
  SignInLocked: { ...accountChange, activityId: 9 },
  SubmissionAcceptance: { ...entity, activityId: 1 },
  ContentHandover: { ...entity, activityId: 2 },
  SentEnvelopeOpened: { ...entity, activityId: 2 },
  DraftOpened: { ...entity, activityId: 2 },
  SearchIndexOpened: { ...entity, activityId: 2 },
  PartDownloaded: { ...entity, activityId: 2 },
  AuditRead: { ...entity, activityId: 2 },
  AuditExported: { ...entity, activityId: 2 },
};

/**
 * An entry as one OCSF event (Open Cybersecurity Schema Framework 1.3, category Identity & Access Management), JSON on one
 * line in ASCII: everything else is escaped, so that no character of a hostile name can end the line.
 */
export function ocsfMessage(entry: DeliveredEntry, source: DeliverySource): string {
  const kind = kinds[entry.event] ?? { ...entity, activityId: other };
  const person = entry.actorAddress === null ? null : { email_addr: entry.actorAddress };
  const about = entry.recipientAddress === null ? null : { email_addr: entry.recipientAddress };
  const event = {
    category_uid: 3,
    category_name: 'Identity & Access Management',
    class_uid: kind.classUid,
    class_name: kind.className,
    activity_id: kind.activityId,
    ...(kind.activityId === other ? { activity_name: entry.event } : {}),
    type_uid: kind.classUid * 100 + kind.activityId,
    time: new Date(entry.occurredAt).getTime(),
    severity_id: isGrave(entry.event) ? 3 : 1,
    status_id: isGrave(entry.event) ? 2 : 1,
    metadata: {
      version: ocsfVersion,
      product: { name: 'Pli', vendor_name: 'Pli', version: source.version },
      uid: entry.id,
      sequence: entry.number,
      event_code: entry.event,
      log_name: 'audit',
      tenant_uid: source.organisationId,
    },
    ...(person ? { actor: { user: person } } : {}),
    ...(kind.classUid === entity.classUid
      ? {
          entity: entry.envelopeId
            ? { type: 'envelope', uid: entry.envelopeId }
            : { type: 'organisation', uid: source.organisationId },
        }
      : { user: person ?? { name: 'unknown' } }),
    ...(entry.clientAddress === null ? {} : { src_endpoint: { ip: entry.clientAddress } }),
    ...(entry.clientAgent === null ? {} : { http_request: { user_agent: entry.clientAgent } }),
    device: { hostname: source.host, type_id: 1 },
    unmapped: {
      log_index: entry.index,
      actor_kind: entry.actorKind,
      ...(about ? { recipient: about } : {}),
      detail: entry.detail,
    },
  };
  return JSON.stringify(event).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
