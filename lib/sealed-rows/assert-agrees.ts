import { FormatError } from '../envelope-format/format-error';
import { parseSeal } from '../envelope-format/seal';
import { columnsThatDisagree, type SealedColumns } from './disagreements';

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
