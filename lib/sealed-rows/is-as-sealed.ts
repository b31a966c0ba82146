import { followAddenda, stateOfSeal } from '../envelope-format/envelope-state';
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

type EnvelopeRow = SealedColumns &
  LateColumns & { seal: Uint8Array | null; addenda: { document: Uint8Array }[] };
type RecipientRow = RecipientColumns & { withdrawnAt: Date | null };

/**
 * Whether a list may show these rows as true: they say what the envelope's seal and addenda say. What the seal itself is worth, its
 * signature says, which opening and the daily check verify; here it would cost more than the list.
 * @param everyone the rows are all of its recipients, so that one taken away shows too
 */
export async function isAsSealed(
  envelope: EnvelopeRow,
  recipients: readonly RecipientRow[],
  everyone: boolean,
): Promise<boolean> {
  if (envelope.seal === null) return false;
  try {
    const seal = parseSeal(envelope.seal);
    const documents = envelope.addenda.map(({ document }) => document);
    // Most have none: then the seal is not read twice.
    const state = documents.length === 0 ? stateOfSeal(seal) : await followAddenda(envelope.seal, documents);
    const wrong = [...columnsThatDisagree(envelope, seal), ...lateColumnsThatDisagree(envelope, state)];
    const people = new Set(recipients.map(({ address }) => address));
    if (wrong.length > 0 || people.size !== recipients.length) return false;
    if (everyone && people.size !== state.recipientHashes.size) return false;
    const places = await Promise.all(recipients.map((row) => placeColumnsThatDisagree(row, seal, state)));
    return places.every((columns) => columns.length === 0);
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
