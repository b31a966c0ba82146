/** What a witness answers. */
export type WitnessAnswer =
  /** It has seen this head to continue the one it knew, and keeps it. `cosignatures`: its signature lines. */
  | { kind: 'kept'; cosignatures: string }
  /** It knows a head of another size than the one given as old. */
  | { kind: 'knows'; treeSize: number };

/**
 * Somebody outside who keeps the heads of the log and takes none that does not continue the one before (C2SP tlog-witness):
 * against it no operator rewrites history unseen.
 */
export interface Witness {
  /** By what it is known in the database: its URL. */
  readonly name: string;
  /**
   * Submits a signed head with the proof (RFC 6962, section 2.1.2) that it continues the head of size `old`.
   * @throws Error when it is away or refuses; the caller tries again later
   */
  add(old: number, proof: readonly Uint8Array[], note: string): Promise<WitnessAnswer>;
}
