import { type Addendum, type AddendumChange, parseAddendum } from './addendum';
import { sha256Hex } from './digest';
import { FormatError } from './format-error';
import { parseSeal, type Seal } from './seal';
import type { Sha256Hex } from './types';

/** What an envelope is after the last addendum. Times are RFC 3339. */
export type EnvelopeState = {
  /** Of everyone it was sent to, by the seal or by an addendum, withdrawn or not. */
  recipientHashes: ReadonlySet<Sha256Hex>;
  withdrawnHashes: ReadonlySet<Sha256Hex>;
  availableUntil: string;
  takenBackAt: string | null;
  contentDestroyedAt: string | null;
  /** In their order. */
  addenda: readonly Addendum[];
};

/** The digest by which a seal or addendum is named: SHA-256 of its exact bytes. */
export const documentDigest = sha256Hex;

/** What an envelope is before any addendum. */
export function stateOfSeal(seal: Pick<Seal, 'recipientHashes' | 'expiresAt'>): EnvelopeState {
  return beginning(seal);
}

/**
 * Reads the chain of addenda behind a seal, from number 1, and follows what each changed. That each is signed is not looked at here
 * (`verifyEnvelope`). That none was left out behind the last cannot be seen from the chain; the audit trail shows it.
 * @throws FormatError `addendum-invalid`, `addendum-chain`, `format-newer`
 */
export async function followAddenda(
  sealBytes: Uint8Array,
  addendaBytes: readonly Uint8Array[],
): Promise<EnvelopeState> {
  const seal = parseSeal(sealBytes);
  const { envelopeId } = seal;
  const state = beginning(seal);
  let follows = await documentDigest(sealBytes);
  for (const [index, bytes] of addendaBytes.entries()) {
    const addendum = parseAddendum(bytes);
    const { number } = addendum;
    if (addendum.envelopeId !== envelopeId || number !== index + 1 || addendum.follows !== follows) {
      throw new FormatError('addendum-chain', `not number ${index + 1} of this envelope`);
    }
    for (const change of addendum.changes) apply(state, change, addendum.at);
    state.addenda.push(addendum);
    follows = await documentDigest(bytes);
  }
  return state;
}

type Following = {
  recipientHashes: Set<Sha256Hex>;
  withdrawnHashes: Set<Sha256Hex>;
  availableUntil: string;
  takenBackAt: string | null;
  contentDestroyedAt: string | null;
  addenda: Addendum[];
};

function beginning({ recipientHashes, expiresAt }: Pick<Seal, 'recipientHashes' | 'expiresAt'>): Following {
  return {
    recipientHashes: new Set(recipientHashes),
    withdrawnHashes: new Set(),
    availableUntil: expiresAt,
    takenBackAt: null,
    contentDestroyedAt: null,
    addenda: [],
  };
}

/** @throws FormatError `addendum-chain` for what cannot happen at this point */
function apply(state: Following, change: AddendumChange, at: string): void {
  const { recipientHashes, withdrawnHashes } = state;
  const refuse = () =>
    new FormatError('addendum-chain', `${change.kind} does not follow from what stands before`);
  switch (change.kind) {
    case 'recipient-added':
      if (recipientHashes.has(change.recipientHash)) throw refuse();
      recipientHashes.add(change.recipientHash);
      break;
    case 'recipient-withdrawn':
      if (!recipientHashes.has(change.recipientHash)) throw refuse();
      if (withdrawnHashes.has(change.recipientHash)) throw refuse();
      withdrawnHashes.add(change.recipientHash);
      break;
    case 'available-until':
      state.availableUntil = change.until;
      break;
    case 'taken-back':
      if (state.takenBackAt !== null) throw refuse();
      state.takenBackAt = at;
      break;
    case 'content-destroyed':
      if (state.contentDestroyedAt !== null) throw refuse();
      state.contentDestroyedAt = at;
  }
}
