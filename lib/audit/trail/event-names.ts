/**
 * Names of audit events. The first group follows ETSI EN 319 522-1 (electronic registered delivery), the others are
 * plain words where the standard has none. A name is never reused for another fact.
 */
export const auditEvents = [
  // ETSI EN 319 522-1
  'SubmissionAcceptance', // an envelope was sealed and accepted
  'ConsignmentNotification', // the notification was accepted by the recipient's mail system
  'ConsignmentNotificationFailure', // the notification was refused, or given up
  'ContentHandover', // the content key was released to a recipient: the envelope was opened
  // envelopes
  'Released', // the time to take it back has passed: recipients can see it from now on
  'AccessWithdrawn', // the sender took access away, from one recipient or from all
  'AvailabilityChanged', // the sender changed until when it can be read
  'RecipientAdded', // a mistyped address was corrected: this is the right one
  'TakenBack', // the sender took it back before anybody could see it
  'DraftOpened', // the key of a draft was released to its author
  'SentEnvelopeOpened', // the key of a sent envelope was released to a member of the sending mailbox
  'SearchIndexOpened', // the keys of a mailbox's search index were released to one of its members
  'TimestampObtained',
  'LinkFetched', // somebody or something fetched the link; says nothing about opening
  'PartDownloaded', // a recipient's browser fetched and verified one whole attachment
  'OpeningRefused', // somebody proved an address other than the recipient's, or is blocked
  'WrongRecipientReported', // "not for you?"
  'RecipientUnblocked',
  'NotificationRequested', // a fresh notification was asked for
  // people
  'SignedIn',
  'SignInFailed',
  'SignInLocked',
  'SignedOut',
  'SessionsEnded',
  'CodeRequested',
  'CodeRefused',
  'PasswordResetRequested',
  'PasswordChanged',
  'AccountCreated',
  'AccountChanged', // name or role
  'AccountClosed',
  'AccountUnlocked',
  'MailboxCreated', // a shared mailbox
  'MailboxChanged', // its name, or an address more
  'MailboxRightsChanged', // what a person may do in it
  'MailboxClosed', // it is read on, and neither written to nor from
  'OrganisationChanged',
  'RetentionHoldSet', // an organisation keeps its copies of a letter, whatever any rule says
  'RetentionHoldLifted',
  'ContentDestroyed', // no copy had a reason left: the last key of a letter was destroyed
  'CopyRemoved', // a mailbox removed its copy of a letter for ever; only its own organisation may read that
  'CopyRestored', // and put it back a moment later
  'DraftDestroyed', // nobody had touched it for long, or its author's account was closed
  'AccessTokenCreated', // a program may act for the person, within scopes
  'AccessTokenRevoked',
  // audit
  'AuditRead',
  'AuditExported',
  'AuditVerified', // the log was checked against its rows
  'AuditPruned', // entries past the organisation's retention left
  'ProgramsServed', // which programs to check evidence with are served from now on, by their digests
  'EvidenceIssued', // somebody took the evidence bundle of an envelope
  'AuditDestinationCreated',
  'AuditDestinationChanged',
  'AuditDestinationRemoved',
  'AuditDeliveryFailed', // entries or a scheduled export have not arrived for a while
] as const;

export type AuditEvent = (typeof auditEvents)[number];

const grave: ReadonlySet<string> = new Set([
  'ConsignmentNotificationFailure',
  'OpeningRefused',
  'WrongRecipientReported',
  'SignInFailed',
  'SignInLocked',
  'CodeRefused',
  'AuditDeliveryFailed',
] satisfies AuditEvent[]);

/** Whether an event says that something was refused or failed: whoever watches wants to see it first. */
export function isGrave(event: string): boolean {
  return grave.has(event);
}
