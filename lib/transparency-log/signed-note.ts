import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

/** Algorithm octet of Ed25519 in key data (C2SP signed-note). */
const ed25519 = 1;
/** DER of PKCS #8 (RFC 8410) and SubjectPublicKeyInfo up to the 32 bytes of the key. */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that signs notes; its name is the origin of the log. */
export type NoteKey = {
  name: string;
  /** `name+hash+base64`, as in golang.org/x/mod/sumdb/note: what others check with. */
  verifierKey: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** First four bytes of SHA-256(name, newline, key data). */
  id: Buffer;
};

/** A fresh key as the text `PRIVATE+KEY+name+hash+base64`. @throws TypeError for a name that no note can carry */
export function generateNoteKey(name: string): string {
  const seed = randomBytes(32);
  const { id } = noteKeyOf(name, seed);
  const data = Buffer.concat([Buffer.from([ed25519]), seed]).toString('base64');
  return `PRIVATE+KEY+${name}+${id.toString('hex')}+${data}`;
}

/** Reads such a text. @throws TypeError when it is not one, or its hash is not that of the key */
export function parseNoteKey(text: string): NoteKey {
  const match = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim());
  const [, name = '', hash, base64 = ''] = match ?? [];
  const data = Buffer.from(base64, 'base64');
  if (!match || data.length !== 33 || data[0] !== ed25519)
    throw new TypeError('not an Ed25519 key for notes (PRIVATE+KEY+name+hash+base64)');
  const key = noteKeyOf(name, data.subarray(1));
  if (key.id.toString('hex') !== hash) throw new TypeError('the hash in the key for notes is not its own');
  return key;
}

/** Text, signature and all (C2SP signed-note). `text` ends with a newline. */
export function signNote(key: NoteKey, text: string): string {
  if (!text.endsWith('\n')) throw new TypeError('the text of a note ends with a newline');
  const signature = sign(null, Buffer.from(text), key.privateKey);
  return `${text}\n— ${key.name} ${Buffer.concat([key.id, signature]).toString('base64')}\n`;
}

/** The text of a note, if it holds a valid signature of the key; else null. */
export function openNote(key: Pick<NoteKey, 'name' | 'id' | 'publicKey'>, note: string): string | null {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return null;
  const text = note.slice(0, end + 1);
  for (const line of note.slice(end + 2).split('\n')) {
    const [, name, base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const data = Buffer.from(base64, 'base64');
    const isOurs = name === key.name && data.length === 68 && data.subarray(0, 4).equals(key.id);
    if (isOurs && verify(null, Buffer.from(text), key.publicKey, data.subarray(4))) return text;
  }
  return null;
}

function noteKeyOf(name: string, seed: Uint8Array): NoteKey {
  if (!/^[^\s+]+$/u.test(name)) throw new TypeError('the name of a log has neither spaces nor plus signs');
  const privateKey = createPrivateKey({
    key: Buffer.concat([privatePrefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  const data = Buffer.concat([Buffer.from([ed25519]), raw]);
  const id = createHash('sha256').update(`${name}\n`).update(data).digest().subarray(0, 4);
  return {
    name,
    verifierKey: `${name}+${id.toString('hex')}+${data.toString('base64')}`,
    privateKey,
    publicKey,
    id,
  };
}
