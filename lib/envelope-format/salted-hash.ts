import { concatBytes } from './bytes';
import { encodeCanonicalJson } from './canonical-json';
import { sha256Hex } from './digest';
import { FormatError } from './format-error';
import type { Sha256Hex } from './types';

/** Bytes of every salt: random, one for each thing that is committed to. Their fixed length keeps the border to the text in its place. */
export const commitmentSaltBytes = 32;

/** How a person was addressed; bcc stands beside to and cc, as all are sealed alike. */
export type RecipientKind = 'to' | 'cc' | 'bcc';

/** A recipient as the sender named him: normalised address, kind, display name (empty where none was given). */
export type NamedPlace = { address: string; kind: RecipientKind; name: string };

/**
 * A commitment: SHA-256 of salt || text (UTF-8). Who is given salt and text can prove it; nobody else can guess the text.
 * @throws FormatError `recipient-absent` for a salt of another length
 */
export async function saltedHash(text: string, salt: Uint8Array): Promise<Sha256Hex> {
  return hashOf(new TextEncoder().encode(text), salt);
}

/**
 * How a recipient stands in a seal of version 1: the commitment of his normalised address alone.
 * @throws FormatError `recipient-absent` for a salt of another length
 */
export async function recipientHash(address: string, salt: Uint8Array): Promise<Sha256Hex> {
  return saltedHash(address, salt);
}

/**
 * How a recipient stands in a seal of version 2: the commitment of his address, kind and display name together, as canonical
 * JSON. None of the three can be changed, and whoever may not know them learns none.
 * @throws FormatError `recipient-absent` for a salt of another length
 */
export async function recipientHash2(
  { address, kind, name }: NamedPlace,
  salt: Uint8Array,
): Promise<Sha256Hex> {
  return hashOf(encodeCanonicalJson({ address, kind, name }), salt);
}

/** Other letters that name parts of this one, and how many of its parts they name. */
export type HeldElsewhere = { letters: number; parts: number };

/** The commitment of an addendum `content-destroyed` to those numbers, which only the sender's organisation is told. */
export async function heldElsewhereHash(
  { letters, parts }: HeldElsewhere,
  salt: Uint8Array,
): Promise<Sha256Hex> {
  return hashOf(encodeCanonicalJson({ letters, parts }), salt);
}

async function hashOf(bytes: Uint8Array, salt: Uint8Array): Promise<Sha256Hex> {
  if (salt.length !== commitmentSaltBytes) {
    throw new FormatError('recipient-absent', `a salt of ${salt.length} bytes`);
  }
  return sha256Hex(concatBytes(salt, bytes));
}
