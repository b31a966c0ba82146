import { type EnvelopeState, followAddenda } from '../envelope-format/envelope-state';
import { FormatError } from '../envelope-format/format-error';
import { parseSeal } from '../envelope-format/seal';
import {
  columnsThatDisagree,
  type LateColumns,
  lateColumnsThatDisagree,
  placeColumnsThatDisagree,
  type RecipientColumns,
  type SealedColumns,
} from './disagreements';

/** A row of a sealed letter that was changed behind our back. Names columns, never what stands in them. */
export class SealedRowChanged extends Error {
  override name = 'SealedRowChanged';

  /** Next bundles this file more than once into one process: an error made by one copy is one for every other. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'SealedRowChanged';
  }

  constructor(envelopeId: string, columns: readonly string[]) {
    super(`envelope ${envelopeId} is not what was sealed: ${columns.join(', ')}`);
  }
}

/**
 * Refuses to go on with an envelope whose row disagrees with its seal: nothing of it is shown, released or proved. Whether the seal is
 * the provider's own, its signature says, which readers and the self-check verify.
 * @throws SealedRowChanged
 */
export function assertAgreesWithSeal(row: SealedColumns & { seal: Uint8Array }): void {
  try {
    const columns = columnsThatDisagree(row, parseSeal(row.seal));
    if (columns.length > 0) throw new SealedRowChanged(row.id, columns);
  } catch (error) {
    if (error instanceof FormatError) throw new SealedRowChanged(row.id, ['seal']);
    throw error;
  }
}

/**
 * What a sealed envelope is after its addenda. Its row says the same, or it is refused like one that disagrees with its seal.
 * @throws SealedRowChanged
 */
export async function stateAfterAddenda(
  row: LateColumns & { id: string; seal: Uint8Array; addenda: readonly { document: Uint8Array }[] },
): Promise<EnvelopeState> {
  try {
    const documents = row.addenda.map(({ document }) => document);
    const state = await followAddenda(row.seal, documents);
    const columns = lateColumnsThatDisagree(row, state);
    if (columns.length > 0) throw new SealedRowChanged(row.id, columns);
    return state;
  } catch (error) {
    if (error instanceof FormatError) throw new SealedRowChanged(row.id, ['addenda']);
    throw error;
  }
}

/**
 * Refuses to go on with a recipient whose row is not as sealed or added: another address, or withdrawn where no addendum says so, or
 * the other way round.
 * @throws SealedRowChanged
 */
export async function assertPlaceAgrees(
  recipient: RecipientColumns & { withdrawnAt: Date | null },
  { id, seal, afterAddenda }: { id: string; seal: Uint8Array; afterAddenda: EnvelopeState },
): Promise<void> {
  const columns = await placeColumnsThatDisagree(recipient, parseSeal(seal), afterAddenda);
  if (columns.length > 0) throw new SealedRowChanged(id, columns);
}
