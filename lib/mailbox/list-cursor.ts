import { AppError } from '../errors';

/** Where a page of a list ended: the moment and the id of its last row, both of which the order is made of. */
export type ListCursor = { at: Date; id: string };

/** Rows a page has. */
export const pageRowsMax = 50;

const shape = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** As it travels. */
export function formatCursor({ at, id }: ListCursor): string {
  return `${at.toISOString()}_${id}`;
}

/** @throws AppError `bad-request` */
export function parseCursor(text: string | undefined): ListCursor | null {
  if (text === undefined) return null;
  const [, at = '', id = ''] = shape.exec(text) ?? [];
  const instant = new Date(at);
  if (id === '' || Number.isNaN(instant.getTime()))
    throw new AppError('bad-request', { detail: { field: 'cursor' } });
  return { at: instant, id };
}

/** The newest rows of several lists, newest first, and the cursor of the next page where there is one. */
export function firstPage<R extends ListCursor>(
  lists: readonly R[][],
): { rows: R[]; nextCursor: string | null } {
  const merged = lists.flat().sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  const rows = merged.slice(0, pageRowsMax);
  const last = rows.at(-1);
  return { rows, nextCursor: last && merged.length > pageRowsMax ? formatCursor(last) : null };
}
