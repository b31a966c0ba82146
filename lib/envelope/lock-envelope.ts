import type { Tx } from '../db/transaction';

/**
 * Locks an envelope's row until the transaction ends. First of all locks of a letter: what then locks recipients, or appends an
 * entry, does so one after the other, and two transactions never wait for each other.
 */
export async function lockEnvelope(tx: Tx, envelopeId: string): Promise<void> {
  await tx.$executeRaw`SELECT FROM envelopes WHERE id = ${envelopeId}::uuid FOR NO KEY UPDATE`;
}
