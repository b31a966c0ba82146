import { type AuditEvent, isGrave } from '@/lib/audit/trail/event-names';

export const eventGroups = ['envelopes', 'people', 'audit'] as const;
export type EventGroup = (typeof eventGroups)[number];

/** Under which heading an event is chosen and counted; a new one does not compile before it has its place. */
const groups: Record<AuditEvent, EventGroup> = {
  SubmissionAcceptance: 'envelopes',
  ConsignmentNotification: 'envelopes',
  ConsignmentNotificationFailure: 'envelopes',
  ContentHandover: 'envelopes',
  Released: 'envelopes',
  AccessWithdrawn: 'envelopes',
  AvailabilityChanged: 'envelopes',
  RecipientAdded: 'envelopes',
  TakenBack: 'envelopes',
  DraftOpened: 'envelopes',
  SentEnvelopeOpened: 'envelopes',
  SearchIndexOpened: 'envelopes',
  TimestampObtained: 'envelopes',
  LinkFetched: 'envelopes',
  PartDownloaded: 'envelopes',
  OpeningRefused: 'envelopes',
  WrongRecipientReported: 'envelopes',
  RecipientUnblocked: 'envelopes',
  NotificationRequested: 'envelopes',
  SignedIn: 'people',
  SignInFailed: 'people',
  SignInLocked: 'people',
  SignedOut: 'people',
  SessionsEnded: 'people',
  CodeRequested: 'people',
  CodeRefused: 'people',
  PasswordResetRequested: 'people',
  PasswordChanged: 'people',
  AccountCreated: 'people',
  AccountChanged: 'people',
  AccountClosed: 'people',
  AccountUnlocked: 'people',
  MailboxCreated: 'people',
  MailboxChanged: 'people',
  MailboxRightsChanged: 'people',
  MailboxClosed: 'people',
  OrganisationChanged: 'people',
  RetentionHoldSet: 'envelopes',
  RetentionHoldLifted: 'envelopes',
  ContentDestroyed: 'envelopes',
  CopyRemoved: 'envelopes',
  CopyRestored: 'envelopes',
  DraftDestroyed: 'envelopes',
  AccessTokenCreated: 'people',
  AccessTokenRevoked: 'people',
  AuditRead: 'audit',
  AuditExported: 'audit',
  AuditVerified: 'audit',
  AuditPruned: 'audit',
  ProgramsServed: 'audit',
  EvidenceIssued: 'audit',
  AuditDestinationCreated: 'audit',
  AuditDestinationChanged: 'audit',
  AuditDestinationRemoved: 'audit',
  AuditDeliveryFailed: 'audit',
};

/** Entries may be newer than this page: what it does not know is of the trail. */
export function groupOf(event: string): EventGroup {
  return (groups as Partial<Record<string, EventGroup>>)[event] ?? 'audit';
}

const goals = new Set<string>([
  'SubmissionAcceptance',
  'TimestampObtained',
  'ConsignmentNotification',
  'ContentHandover',
  'PartDownloaded',
] satisfies AuditEvent[]);

/** How an entry stands out in a timeline: something went wrong, a step on an envelope's way, or neither. */
export function toneOf(event: string): 'bad' | 'good' | 'quiet' {
  if (isGrave(event)) return 'bad';
  return goals.has(event) ? 'good' : 'quiet';
}
