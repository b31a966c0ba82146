import { ed25519 } from '@noble/curves/ed25519.js';
import { decodeBase64 } from './base64';
import { Fault } from './fault';
import type { Sha256 } from './sha256';

/** Type octet of Ed25519 in a verifier key (c2sp.org/signed-note). */
const ed25519Type = 0x01;

/** A verifier key: `<name>+<hash>+<b64 of type || key>`. */
export type VerifierKey = { name: string; id: string; publicKey: Uint8Array; text: string };

const keyPattern = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/;

/**
 * Reads a verifier key (golang.org/x/mod/sumdb/note; c2sp.org/signed-note, section "Verifier keys").
 * @throws Fault `log-key-malformed`
 */
export function parseVerifierKey(sha256: Sha256, text: string): VerifierKey {
  const [, name = '', id, encoded = ''] = keyPattern.exec(text.trim()) ?? [];
  const key = decodeBase64(encoded);
  if (!id || key?.length !== 33 || key[0] !== ed25519Type) throw new Fault('log-key-malformed');
  const named = new Uint8Array([...new TextEncoder().encode(`${name}\n`), ...key]);
  if (sha256.hex(named).slice(0, 8) !== id) throw new Fault('log-key-malformed');
  return { name, id, publicKey: key.subarray(1), text: text.trim() };
}

/** The signed text, with its last line feed. */
type SignedText = { text: string };

/**
 * Verifies a signed note (c2sp.org/signed-note): a text and, among its signatures, a good one by this key. Signatures by other
 * keys (witnesses) are passed over, as the standard orders.
 * @throws Fault `note-malformed`, `note-other-key`, `note-signature`
 */
export function openNote(note: string, key: VerifierKey): SignedText {
  const border = note.lastIndexOf('\n\n');
  const bad = [...note].some((character) => character < ' ' && character !== '\n');
  if (border < 0 || !note.endsWith('\n') || bad || note.length > 100_000) throw new Fault('note-malformed');
  const text = note.slice(0, border + 1);
  const lines = note.slice(border + 2, -1).split('\n');
  let ours = 0;
  for (const line of lines) {
    const [, name, encoded = ''] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
    const signature = decodeBase64(encoded);
    if (!name || !signature || signature.length < 5) throw new Fault('note-malformed');
    if (name !== key.name || hexOf(signature.subarray(0, 4)) !== key.id) continue;
    ours += 1;
    if (!isSigned(text, signature.subarray(4), key)) throw new Fault('note-signature', { key: key.text });
  }
  if (ours !== 1) throw new Fault(ours === 0 ? 'note-other-key' : 'note-malformed', { key: key.text });
  return { text };
}

function isSigned(text: string, signature: Uint8Array, { publicKey }: VerifierKey): boolean {
  try {
    // RFC 8032 as WebCrypto and OpenSSL judge it, not the laxer ZIP 215
    return ed25519.verify(signature, new TextEncoder().encode(text), publicKey, { zip215: false });
  } catch {
    return false;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
