import { jcs } from '../audit-format/commitments';
import { fromHex } from '../envelope-format/bytes';
import type { NamedPlace } from '../envelope-format/salted-hash';
import type { Seal } from '../envelope-format/seal';
import { Fault } from './fault';
import { assertMembersKnown, assertNotNewer, isMore } from './format-name';

/** `evidence.json`: what the bundle is about, and the keys it names. */
export type EvidenceHead = {
  /** Version 2 holds what version 2 of the envelope format, or an addendum, needs. */
  format: 'pli-evidence-1' | 'pli-evidence-2';
  envelopeId: string;
  reader: 'sender' | 'recipient' | 'administrator';
  createdAt: string;
  keys: { sealing: string; log: string };
  /** What a reader that does not know it may pass over. */
  more?: Readonly<Record<string, unknown>>;
};

const members = ['createdAt', 'envelopeId', 'format', 'keys', 'more', 'reader'];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws Fault `document-malformed`, `format-newer` */
export function parseEvidenceHead(bytes: Uint8Array): EvidenceHead {
  const head = parseCanonical(bytes, 'evidence.json') as Partial<EvidenceHead> | null; // every member is checked below
  assertNotNewer(head?.format, 'pli-evidence-2');
  const { format, envelopeId, reader, createdAt, keys } = head ?? {};
  const known = reader === 'sender' || reader === 'recipient' || reader === 'administrator';
  if (
    (format !== 'pli-evidence-1' && format !== 'pli-evidence-2') ||
    !known ||
    typeof createdAt !== 'string' ||
    !uuid.test(envelopeId ?? '') ||
    typeof keys?.sealing !== 'string' ||
    typeof keys.log !== 'string' ||
    !isMore(head?.more)
  ) {
    throw new Fault('document-malformed', { file: 'evidence.json' });
  }
  assertMembersKnown(head ?? {}, members);
  return head as EvidenceHead; // checked above
}

/** `envelope/recipient.json`: a place in the seal and its salt; kind and name are those of a seal of version 2. */
type ProvedPlace = NamedPlace & { salt: Uint8Array };

/** @throws Fault `document-malformed` */
export function parseRecipient(bytes: Uint8Array, sealFormat: Seal['format']): ProvedPlace {
  const file = 'envelope/recipient.json';
  const recipient = parseCanonical(bytes, file) as Record<string, unknown> | null; // checked below
  const { address, salt, kind, name } = recipient ?? {};
  const isNamed = isKind(kind) && typeof name === 'string';
  if (
    typeof address !== 'string' ||
    typeof salt !== 'string' ||
    !/^[0-9a-f]{64}$/.test(salt) ||
    isNamed !== (sealFormat !== 'pli-seal-1')
  ) {
    throw new Fault('document-malformed', { file });
  }
  return { address, kind: isNamed ? kind : 'to', name: isNamed ? name : '', salt: fromHex(salt) };
}

const isKind = (kind: unknown): kind is NamedPlace['kind'] =>
  kind === 'to' || kind === 'cc' || kind === 'bcc';

/** JSON in its canonical form, with or without a last line feed. */
function parseCanonical(bytes: Uint8Array, file: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\n$/, '');
    const value: unknown = JSON.parse(text);
    if (jcs(value) === text) return value;
  } catch {
    // said below
  }
  throw new Fault('document-malformed', { file });
}
