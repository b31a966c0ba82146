import type { AuditItem } from '@/lib/audit/explore/wire';

/** What the explorer shows besides its list. Kept in the page only: a person's address has no place in a URL. */
export type View =
  | { kind: 'list' }
  | { kind: 'envelope'; envelope: string }
  | { kind: 'person'; person: string }
  | { kind: 'day'; day: string };

/** Ways on from an entry. */
export type Ways = {
  onView: (view: View) => void;
  onOpen: (item: AuditItem) => void;
};
