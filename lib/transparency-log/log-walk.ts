import type { Tx } from '../db/transaction';
import { openCheckpoint } from './checkpoint';
import type { Faults } from './fault';
import { addToPeaks, type Peaks, rootOfPeaks } from './peaks';
import type { Prunings } from './prunings';
import type { NoteKey } from './signed-note';
import { verifyEntry, type WindowRow } from './verify-entry';
import { verifyLeafTiles } from './verify-tiles';

type CheckpointRow = { root_hash: Uint8Array; note: string };
const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a.buffer, a.byteOffset, a.length).equals(b);

/**
 * A walk from the first leaf to the last. Two trees grow side by side, one from the stored leaf hashes and one from those
 * made again from the rows; where they differ the next signed checkpoint says which was altered, and the walk goes on with
 * the tree that holds.
 */
export class LogWalk {
  private stored: Peaks = [];
  private remade: Peaks = [];
  /** Leaves whose row and stored hash differ, since the last checkpoint that held. */
  private differing: { index: number; entryId: string }[] = [];
  private readonly counters = new Map<string, number>();
  /** Size of the last checkpoint that held; after one that did not, history says no more. */
  private held = 0;
  private isBroken = false;

  constructor(
    private readonly tx: Tx,
    private readonly key: NoteKey,
    private readonly faults: Faults,
    private readonly prunings: Prunings,
  ) {}

  /** The checkpoint of the log without entries. */
  async emptyTree(): Promise<void> {
    for (const [size, row] of await this.readCheckpoints(0, 0)) this.checkpoint(size, row);
  }

  /** Leaves from `begin` to, without, `end`; `rows` are those that are there. */
  async window(begin: number, end: number, rows: readonly WindowRow[]): Promise<void> {
    const byIndex = new Map(rows.map((row) => [Number(row.index), row]));
    const checkpoints = await this.readCheckpoints(begin + 1, end);
    const hashes: { stored: Uint8Array | null; remade: Uint8Array | null }[] = [];
    for (let index = begin; index < end; index++) {
      hashes.push(this.leaf(index, byIndex.get(index)));
      const checkpoint = checkpoints.get(index + 1);
      if (checkpoint) this.checkpoint(index + 1, checkpoint);
    }
    await verifyLeafTiles(this.tx, begin, hashes, this.faults);
  }

  /** After the last leaf: what no checkpoint has judged. */
  end(): void {
    for (const one of this.differing) this.faults.add({ kind: 'entry-edited', ...one });
  }

  private leaf(index: number, row: WindowRow | undefined) {
    const remade = row ? verifyEntry(row, index, this.counters, this.prunings, this.faults) : null;
    const stored = row?.leaf_hash.length === 32 ? row.leaf_hash : null;
    if (stored === null) this.faults.add({ kind: 'leaf-edited', index });
    else if (remade && !same(remade, stored)) this.differing.push({ index, entryId: String(row?.entry_id) });
    addToPeaks(this.stored, stored ?? remade ?? new Uint8Array(32));
    addToPeaks(this.remade, remade ?? stored ?? new Uint8Array(32));
    return { stored, remade };
  }

  private checkpoint(size: number, row: CheckpointRow): void {
    const signed = openCheckpoint(this.key, row.note);
    if (signed?.treeSize !== size || !same(row.root_hash, signed.rootHash)) {
      this.faults.add({ kind: 'checkpoint-forged', index: Math.max(0, size - 1) });
      return;
    }
    if (this.isBroken) return;
    const holds = {
      stored: same(rootOfPeaks(this.stored), signed.rootHash),
      remade: this.differing.length > 0 && same(rootOfPeaks(this.remade), signed.rootHash),
    };
    const kind = !holds.stored && holds.remade ? 'leaf-edited' : 'entry-edited';
    for (const one of this.differing) this.faults.add({ kind, ...one });
    if (!holds.stored && !holds.remade) {
      this.isBroken = true;
      this.faults.add({ kind: 'checkpoint-root', index: this.held, end: size });
    } else if (holds.stored) this.remade = [...this.stored];
    else this.stored = [...this.remade];
    this.differing = [];
    this.held = size;
  }

  private async readCheckpoints(first: number, last: number): Promise<Map<number, CheckpointRow>> {
    const rows = await this.tx.$queryRaw<(CheckpointRow & { tree_size: bigint })[]>`
      SELECT tree_size, root_hash, note FROM log_checkpoints
      WHERE tree_size BETWEEN ${first}::bigint AND ${last}::bigint ORDER BY tree_size`;
    return new Map(rows.map((row) => [Number(row.tree_size), row]));
  }
}
