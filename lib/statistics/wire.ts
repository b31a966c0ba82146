/**
 * What travels about statistics: GET /api/statistics?from=…&to=…&zone=… answers StatisticsAnswer; POST
 * /api/statistics/export (an HTML form with the same fields) answers a CSV file.
 */
import { z } from 'zod';
import { timeZone } from '../i18n/time-zone';

const daysMax = 372;

const stretch = z.strictObject({
  /** RFC 3339 with offset: at or after. */
  from: z.iso.datetime({ offset: true }),
  /** RFC 3339 with offset: before. */
  to: z.iso.datetime({ offset: true }),
  /** IANA name. */
  zone: timeZone,
});
const fits = ({ from, to }: z.infer<typeof stretch>) => {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return days > 0 && days <= daysMax;
};

/** A stretch of time, up to about a year. Weeks begin on Monday (ISO 8601) in the reader's time zone. */
export const statisticsQuery = stretch.refine(fits);
/** The same, and in which language's spreadsheets people read the table; without, it is one for programs. */
export const statisticsExportRequest = stretch
  .extend({ spreadsheet: z.enum(['fr', 'en']).optional() })
  .refine(fits);
export type StatisticsQuery = z.infer<typeof statisticsQuery>;

/** Figures of one week, of one service, or of the whole. What was sealed in that time counts, whenever it was opened. */
export const figures = z.strictObject({
  /** Envelopes sealed by the organisation's mailboxes. */
  sent: z.number(),
  /** Addressees of those. */
  recipients: z.number(),
  /** Of those, opened by now. */
  opened: z.number(),
  /** Of those, not opened within seven days after the seal; younger ones are not judged yet. */
  unopenedAfter7Days: z.number(),
  /** Of those, whose notification failed for good. */
  notificationFailures: z.number(),
  /** Bytes of attachments sent, each envelope once. */
  bytes: z.number(),
  /** Envelopes addressed to the organisation's mailboxes, each mailbox once. */
  received: z.number(),
  /** Different people who sent or opened an envelope. */
  activePeople: z.number(),
  /** From seal to first opening, in seconds, among those opened. */
  secondsToOpen: z.strictObject({ median: z.number().nullable(), p90: z.number().nullable() }),
});
export type Figures = z.infer<typeof figures>;

/** A shared or applicative mailbox by name; all personal ones together are `personal`, so that nobody is ranked. */
export const service = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('personal'), mailboxes: z.number() }),
  z.strictObject({ kind: z.enum(['shared', 'applicative']), mailboxId: z.uuid(), name: z.string() }),
]);
export type Service = z.infer<typeof service>;

export const statisticsAnswer = z.strictObject({
  total: figures,
  /** Every week of the stretch, oldest first; `start` is the Monday, `2026-11-16`. */
  weeks: z.array(z.strictObject({ start: z.string(), figures })),
  /** Those with figures, personal mailboxes first, then by name. */
  services: z.array(z.strictObject({ service, figures })),
});
export type StatisticsAnswer = z.infer<typeof statisticsAnswer>;
