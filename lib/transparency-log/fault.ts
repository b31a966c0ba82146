/** What the self-check can find wrong. */
export const faultKinds = [
  /** The row, its salt or its numbers are not what the leaf was made of. */
  'entry-edited',
  /** The row is gone, and no retention explains it. */
  'entry-deleted',
  /** The row never got a place in the log and does not wait for one: put in behind the log's back. */
  'entry-unlogged',
  /** Who may read the entry, or what it is found by, is not what it was. */
  'visibility-edited',
  /** The stored hash of a leaf is not that of its tile, or the row is gone. */
  'leaf-edited',
  /** A leaf beyond the signed head, or at no place of its own. */
  'leaf-added',
  /** An organisation's numbers have a hole or a double here, or count what is not there. */
  'number-edited',
  /** A stored tile is not that of the leaves below it. */
  'tile-edited',
  /** A checkpoint is not signed by the log's key. */
  'checkpoint-forged',
  /** The leaves are not those of a signed checkpoint: history was rewritten between the one before and it. */
  'checkpoint-root',
  /** A larger head was noted here, or kept outside: the log was cut off after `index`, or set back. */
  'tail-cut',
  /** A head of this size was noted or kept that is not the log's: it was rewritten, or cut off and continued. */
  'head-other',
  /** A head of this size was noted or kept, and the log has none: its row was taken, or the log cut off and continued. */
  'head-gone',
  /** The bucket that keeps heads could not be read, so nothing was compared with it. */
  'kept-heads-unread',
  /** A row of a sealed letter is not what its seal and the log commit to. */
  'sealed-row-edited',
  /** A sealed letter, or one of its recipients, is gone. */
  'sealed-row-deleted',
  /** A recipient whom the seal does not know. */
  'sealed-row-added',
  /** A timestamp does not verify, or is of other data. */
  'timestamp-wrong',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One fault: the first index in the log that it concerns, up to `end` (not included) where it is not one alone. */
export type Fault = {
  kind: FaultKind;
  index: number | null;
  end?: number;
  /** `audit_entries.id`, where a row is meant. */
  entryId?: string;
  /** Where a sealed letter is meant: which, whose row, and the columns that disagree. */
  envelopeId?: string;
  recipientId?: string;
  columns?: readonly string[];
};

/** Faults that are named, the first ones; all are counted. */
const namedMax = 100;

/** Gathers faults in flat memory. */
export class Faults {
  count = 0;
  readonly named: Fault[] = [];

  add(fault: Fault): void {
    this.count++;
    if (this.named.length < namedMax) this.named.push(fault);
  }
}

/** By index; what has none stands last. */
export function inOrder(faults: readonly Fault[]): Fault[] {
  const place = (fault: Fault) => fault.index ?? Number.POSITIVE_INFINITY;
  return faults.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}
