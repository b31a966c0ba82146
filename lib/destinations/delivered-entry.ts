import type { NumberedEntry } from '../audit/read-numbered';

/** An entry as collectors get it. Its number says what is missing or double. */
export type DeliveredEntry = NumberedEntry;

/** Who sends: the same in every message. */
export type DeliverySource = { organisationId: string; host: string; version: string };

/** Events that say that something was refused or failed. */
const grave: ReadonlySet<string> = new Set([
  'ConsignmentNotificationFailure',
  'OpeningRefused',
  'WrongRecipientReported',
  'SignInFailed',
  'SignInLocked',
  'CodeRefused',
  'AuditDeliveryFailed',
]);

/** Whether somebody who watches wants to see this first. */
export function isGrave(event: string): boolean {
  return grave.has(event);
}
