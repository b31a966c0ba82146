import canonicalize from 'canonicalize';

/** The two primitives the encoding needs; the writer gives Node's, the verifier its own. `hex` is lower case. */
export type Hashing = {
  /** Hex of SHA-256( prefix || UTF-8 of text ). */
  sha256Hex(prefix: Uint8Array, text: string): string;
  /** HMAC-SHA-256 (RFC 2104) of the UTF-8 of `text`: 32 bytes. */
  hmac(key: Uint8Array, text: string): Uint8Array;
};

/** The fields of an entry that stand in its leaf as commitments only, sorted. */
export const committedFields = ['actor', 'client', 'detail', 'recipient'] as const;
export type CommittedField = (typeof committedFields)[number];

/** The place of an entry among those that one organisation may read: from 1, without holes, in the order of the log. */
export type OrganisationNumber = { number: number; organisation: string };

/** JCS (RFC 8785) of plain data. @throws TypeError for what JSON cannot say */
export function jcs(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not representable as JSON');
  return text;
}

/** The salt of one field of an entry; whoever is shown the field is given it, and learns nothing about the other fields. */
export function fieldSalt({ hmac }: Hashing, entrySalt: Uint8Array, field: CommittedField): Uint8Array {
  return hmac(entrySalt, `pli-audit-1 ${field}`);
}

/** Hex of SHA-256( salt || JCS(value) ): `commitments.F` of a leaf, from the field's own salt. */
export function commit({ sha256Hex }: Hashing, salt: Uint8Array, value: unknown): string {
  return sha256Hex(salt, jcs(value));
}

/** The salt of one organisation's number. */
export function numberSalt({ hmac }: Hashing, entrySalt: Uint8Array, organisation: string): Uint8Array {
  return hmac(entrySalt, `pli-audit-1 number ${organisation}`);
}

/** Hex of the commitment to one organisation's number, a member of `numbers`, from the number's own salt. */
export function numberCommitment(
  { sha256Hex }: Hashing,
  salt: Uint8Array,
  { number, organisation }: OrganisationNumber,
): string {
  return sha256Hex(salt, `{"number":${number},"organisation":"${organisation}"}`);
}

/** What fills `numbers` up: looks like a commitment and commits to nothing. */
export function numberPadding({ hmac }: Hashing, entrySalt: Uint8Array, i: number): string {
  return toHex(hmac(entrySalt, `pli-audit-1 padding ${i}`));
}

/** Members of `numbers` for so many organisations: 4, 16, 64, … */
export function paddedCount(organisations: number): number {
  let count = 4;
  while (count < organisations) count *= 4;
  return count;
}

const byteHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byteHex[byte];
  return text;
}
