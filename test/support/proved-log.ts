import { createHash, createHmac, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { type Hashing, jcs, type OrganisationNumber } from '@/lib/audit-format/commitments';
import { type EntryLine, endText, type HeadLine } from '@/lib/audit-format/export-lines';
import { buildLeaf, discloseFields, discloseNumber, type LeafSource } from '@/lib/audit-format/leaf';

/** Node's hashes for the encoding. */
export const nodeHashing: Hashing = {
  sha256Hex: (prefix, text) => hash('sha256', Buffer.concat([prefix, Buffer.from(text)]), 'hex'),
  hmac: (key, text) => createHmac('sha256', key).update(text).digest(),
};

const sha256 = (...parts: (Uint8Array | string)[]) => {
  const hasher = createHash('sha256');
  for (const part of parts) hasher.update(part);
  return hasher.digest();
};
const leafTag = Buffer.of(0);
const nodeTag = Buffer.of(1);

/** RFC 6962, section 2.1, by its recursive definition: slow, and written apart from the product's. */
export function merkleRoot(hashes: readonly Uint8Array[]): Buffer {
  if (hashes.length === 0) return sha256('');
  if (hashes.length === 1) return Buffer.from(hashes[0] ?? []);
  const split = splitOf(hashes.length);
  return sha256(nodeTag, merkleRoot(hashes.slice(0, split)), merkleRoot(hashes.slice(split)));
}

/** PATH(m, D) of RFC 6962, section 2.1.1. */
export function inclusionPath(index: number, hashes: readonly Uint8Array[]): Buffer[] {
  if (hashes.length <= 1) return [];
  const split = splitOf(hashes.length);
  return index < split
    ? [...inclusionPath(index, hashes.slice(0, split)), merkleRoot(hashes.slice(split))]
    : [...inclusionPath(index - split, hashes.slice(split)), merkleRoot(hashes.slice(0, split))];
}

/** PROOF(m, D) of RFC 6962, section 2.1.2. */
export function consistencyPath(m: number, hashes: readonly Uint8Array[]): Buffer[] {
  const prove = (size: number, part: readonly Uint8Array[], whole: boolean): Buffer[] => {
    if (size === part.length) return whole ? [] : [merkleRoot(part)];
    const split = splitOf(part.length);
    return size <= split
      ? [...prove(size, part.slice(0, split), whole), merkleRoot(part.slice(split))]
      : [...prove(size - split, part.slice(split), false), merkleRoot(part.slice(0, split))];
  };
  return m === 0 ? [] : prove(m, hashes, true);
}

/** The largest power of two below n. */
function splitOf(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1);
}

/** A log's key: its verifier key as text, and notes it signs. */
export function createLogKey(
  origin: string,
  privateKey: KeyObject = generateKeyPairSync('ed25519').privateKey,
) {
  const spki = generatePublic(privateKey);
  const typed = Buffer.concat([Buffer.of(1), spki]);
  const id = sha256(`${origin}\n`, typed).subarray(0, 4);
  return {
    verifierKey: `${origin}+${id.toString('hex')}+${typed.toString('base64')}`,
    signNote(text: string): string {
      const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]);
      return `${text}\n\u2014 ${origin} ${signature.toString('base64')}\n`;
    },
    checkpoint(size: number, root: Uint8Array): string {
      return this.signNote(`${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`);
    },
  };
}

function generatePublic(privateKey: KeyObject): Buffer {
  const { x = '' } = privateKey.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

export type SyntheticEntry = { line: EntryLine; text: string; leafHash: Buffer };

/** Entry `index` of a synthetic log, all of it shown; `number` null leaves out the organisation's number. */
export function syntheticEntry(
  index: number,
  number: OrganisationNumber | null,
  change: Partial<Omit<LeafSource, 'salt'>> = {},
): SyntheticEntry {
  const salt = sha256(`salt of ${index}`);
  const source: LeafSource = {
    id: String(1000 + index),
    at: new Date(Date.UTC(2026, 10, 22) + index * 1000).toISOString(),
    event: index % 3 === 0 ? 'ContentHandover' : 'SubmissionAcceptance',
    actorKind: 'user',
    envelope: '019390f0-0000-7000-8000-00000000000a',
    salt,
    fields: {
      actor: { id: '019390f0-1111-7000-8000-000000000001', address: 'claire.durand@chu.example' },
      recipient: { id: null, address: `d\u00e9partement-${index % 97}@cabinet.example` },
      client: { address: '192.0.2.17', agent: 'Mozilla/5.0 (X11; Linux x86_64) "quoted" \\ Chrome/140' },
      detail: { bytes: index * 17, note: 'a}b]c', parts: 3 },
    },
    ...change,
  };
  const { leaf, text } = buildLeaf(nodeHashing, source, number ? [number] : []);
  const line: EntryLine = {
    index,
    leaf,
    fields: discloseFields(nodeHashing, source),
    ...(number ? { number: discloseNumber(nodeHashing, salt, number) } : {}),
  };
  return { line, text: jcs(line), leafHash: sha256(leafTag, text) };
}

/** The head of an export, canonical, with its line feed. */
export function headLine(
  change: Partial<HeadLine> & Pick<HeadLine, 'checkpoint' | 'keys' | 'numbers' | 'organisation'>,
): string {
  const head: HeadLine = {
    format: 'pli-audit-export-1',
    exportedAt: '2026-11-22T01:20:00.000Z',
    filter: null,
    timestamp: null,
    consistency: null,
    ...change,
  };
  return `${jcs(head)}\n`;
}

/** The end line of an export whose first line is `head`, signed by the log's key, with its line feed. */
export function signedEnd(key: ReturnType<typeof createLogKey>, head: string, entries: number): string {
  const note = key.signNote(endText(hash('sha256', head, 'hex'), entries));
  return `${jcs({ end: { entries, note } })}\n`;
}
