/** What travels about search: one schema for server, page and the description of the HTTP API. */
import { z } from 'zod';
import { envelopeListItem } from '../envelope/answers';

const isTimeZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** POST /api/search; POST, so that nothing that is looked for stands in a URL. */
export const searchRequest = z.strictObject({
  /** As typed: words, and `from:`, `to:`, `has:file`, `in:`, `is:unread`, `before:`, `after:` (also in French). */
  text: z.string().trim().min(1).max(200),
  /** One mailbox, or all that the actor reads. */
  mailbox: z.uuid().optional(),
  /** Whose days `before:` and `after:` mean. */
  timeZone: z.string().max(60).refine(isTimeZone),
  cursor: z.string().max(200).optional(),
});
export type SearchRequest = z.infer<typeof searchRequest>;

export const searchAnswer = z.strictObject({
  /** Newest first. */
  items: z.array(envelopeListItem),
  nextCursor: z.string().nullable(),
  /** Nothing has the words as typed: these have words that differ by about one letter. */
  near: z.boolean(),
  /** Some copies are not filed for search yet, as just after they arrived: they may be missing. */
  incomplete: z.boolean(),
  /** Parts of what was typed that were not understood, and not looked for. */
  notUnderstood: z.array(z.string()),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;

/** POST /api/search/among: copies that the browser found; words are not sent. */
export const searchAmongRequest = z.strictObject({
  items: z.array(z.uuid()).min(1).max(50),
  /** Of what was typed the keys with values alone. */
  text: z.string().trim().max(200),
  timeZone: searchRequest.shape.timeZone,
});
export type SearchAmongRequest = z.infer<typeof searchAmongRequest>;

export const searchAmongAnswer = z.strictObject({
  /** Newest first. */
  items: z.array(envelopeListItem),
});
export type SearchAmongAnswer = z.infer<typeof searchAmongAnswer>;
