import 'server-only';
import { Prisma } from '../db/sql';
import type { ListCursor } from '../mailbox/list-cursor';
import type { Search } from './parse-search';
import { type exactTerms, fileTerm } from './search-terms';

/** How a word becomes terms: as typed, or nearly. */
export type TermsOf = typeof exactTerms;

/** What a copy must have one of, each group for itself. */
export function termGroups(search: Search, termsOf: TermsOf): string[][] {
  return [
    ...search.words.map((word) => termsOf(word, 'anywhere')),
    ...[...search.from, ...search.to].map((word) => termsOf(word, 'people')),
    ...(search.hasFiles ? [[fileTerm]] : []),
  ];
}

/** The same of `item_search_terms AS s`, blind. */
export function matchesOf(
  groups: readonly string[][],
  blind: (terms: readonly string[]) => string[],
): Prisma.Sql {
  if (groups.length === 0) return Prisma.sql`true`;
  return Prisma.join(
    groups.map((terms) => Prisma.sql`s.terms && ${blind(terms)}::text[]::bigint[]`),
    ' AND ',
  );
}

/** When the copy is from, and after which row of a list. */
export function rangeOf({ after: from, before }: Search, cursor: ListCursor | null): Prisma.Sql {
  const bounds = [
    ...(from ? [Prisma.sql`s.at >= ${from}`] : []),
    ...(before ? [Prisma.sql`s.at < ${before}`] : []),
    ...(cursor ? [Prisma.sql`(s.at, s.item_id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`] : []),
  ];
  return bounds.length === 0 ? Prisma.sql`true` : Prisma.join(bounds, ' AND ');
}

/** Where and how it lies in `mailbox_items AS i`. What was reported as sent to the wrong person is not found until the sender clears it. */
export function filtersOf(mailboxId: string, { folder, read, starred, from, to }: Search): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`i.mailbox_id = ${mailboxId}::uuid AND i.removed_at IS NULL`,
      Prisma.sql`NOT EXISTS (SELECT 1 FROM recipients r WHERE r.id = i.recipient_id AND r.blocked_at IS NOT NULL)`,
      folder === null ? Prisma.sql`i.folder <> 'trash'` : Prisma.sql`i.folder = ${folder}`,
      ...(read === null ? [] : [read ? Prisma.sql`i.read_at IS NOT NULL` : Prisma.sql`i.read_at IS NULL`]),
      ...(starred ? [Prisma.sql`i.starred_at IS NOT NULL`] : []),
      ...(from.length > 0 ? [Prisma.sql`i.recipient_id IS NOT NULL`] : []),
      ...(to.length > 0 ? [Prisma.sql`i.recipient_id IS NULL`] : []),
    ],
    ' AND ',
  );
}
