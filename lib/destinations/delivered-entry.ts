import type { NumberedEntry } from '../audit/export/read-numbered';

/** An entry as collectors get it. Its number says what is missing or double. */
export type DeliveredEntry = NumberedEntry;

/** Who sends: the same in every message. */
export type DeliverySource = { organisationId: string; host: string; version: string };
