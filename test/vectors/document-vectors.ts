import { type Bytes, concatBytes } from '../../lib/envelope-format/bytes';
import { encodeCanonicalJson } from '../../lib/envelope-format/canonical-json';
import type { Manifest1, Seal1 } from '../../lib/envelope-format/types';
import type { Named } from './segment-vectors';

export type Json = Record<string, unknown>;
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const encode = (json: string) => new TextEncoder().encode(json);
/** A deep copy with one change, whatever it makes of the document. */
export const changed = (value: object, change: (copy: Json) => void): Bytes => {
  const copy = structuredClone(value) as Json; // the change knows the shape
  change(copy);
  return encodeCanonicalJson(copy);
};
export const part = (copy: Json, index: number) => (copy.parts as Json[])[index] as Json;
export const segment = (copy: Json, index: number) => (part(copy, index).segments as Json[])[0] as Json;

/** What any canonical document is refused for. */
export function spellings(bytes: Uint8Array): Named<{ bytes: Uint8Array }>[] {
  const json = decode(bytes);
  const mark = new Uint8Array([0xef, 0xbb, 0xbf]);
  return [
    { name: 'ok', description: 'canonical and complete', bytes },
    {
      name: 'white-space',
      description: 'a space after the first brace',
      bytes: encode(json.replace('{', '{ ')),
    },
    { name: 'line-feed', description: 'a line feed at the end', bytes: encode(`${json}\n`) },
    { name: 'byte-order-mark', description: 'a byte order mark', bytes: concatBytes(mark, bytes) },
    {
      name: 'escaped',
      description: 'a letter written as an escape',
      bytes: encode(json.replace('"pli-', '"\\u0070li-')),
    },
    {
      name: 'not-utf-8',
      description: 'an octet that is no UTF-8',
      bytes: concatBytes(bytes.subarray(0, -1), new Uint8Array([0xff])),
    },
    { name: 'truncated', description: 'the last octet is missing', bytes: bytes.slice(0, -1) },
    { name: 'empty', description: 'no octet at all', bytes: new Uint8Array(0) },
    {
      name: 'unordered',
      description: 'members in another order',
      bytes: encode(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json) as Json).reverse()))),
    },
    {
      name: 'number-spelling',
      description: 'a number with an exponent',
      bytes: encode(json.replace(/"(ciphertextBytes|number)":(\d+)/, '"$1":$2e0')),
    },
    {
      name: 'doubled-member',
      description: 'a member twice',
      bytes: encode(json.replace('"format":', '"format":"x","format":')),
    },
    { name: 'array', description: 'an array', bytes: encode(`[${json}]`) },
  ];
}

/** Refusals that the list of parts shares, of two attachments at least. */
export function partRefusals(document: object): Named<{ bytes: Uint8Array }>[] {
  const refuse = (name: string, description: string, change: (copy: Json) => void) => ({
    name,
    description,
    bytes: changed(document, change),
  });
  return [
    refuse('foreign-member', 'a member that is not known', (copy) => {
      copy.extra = 1;
    }),
    refuse('other-format', 'another format', (copy) => {
      copy.format = 'pli-envelope-2';
    }),
    refuse('upper-case-id', 'an envelope id in upper case', (copy) => {
      copy.envelopeId = String(copy.envelopeId).toUpperCase();
    }),
    refuse('no-parts', 'no part', (copy) => {
      copy.parts = [];
    }),
    refuse('no-body', 'no body', (copy) => {
      (copy.parts as Json[]).shift();
    }),
    refuse('body-second', 'the body after an attachment', (copy) => {
      (copy.parts as Json[]).reverse();
    }),
    refuse('two-bodies', 'two bodies', (copy) => {
      part(copy, 1).kind = 'body';
    }),
    refuse('doubled-part-id', 'a part id twice', (copy) => {
      part(copy, 2).id = part(copy, 1).id;
    }),
    refuse('no-segments', 'a part without segments', (copy) => {
      part(copy, 1).segments = [];
    }),
    refuse('impossible-size', 'a size that no segment has', (copy) => {
      segment(copy, 1).ciphertextBytes = 77;
    }),
    refuse('two-short-segments', 'a short segment before the last', (copy) => {
      (part(copy, 1).segments as Json[]).push(segment(copy, 1));
    }),
    refuse('upper-case-digest', 'a digest in upper case', (copy) => {
      segment(copy, 1).sha256 = 'A'.repeat(64);
    }),
    refuse('short-digest', 'a digest of 63 digits', (copy) => {
      segment(copy, 1).sha256 = 'a'.repeat(63);
    }),
    refuse('size-as-text', 'a size as text', (copy) => {
      segment(copy, 1).ciphertextBytes = String(segment(copy, 1).ciphertextBytes);
    }),
  ];
}

export function manifestVectors(manifest: Manifest1): Named<{ bytes: Uint8Array }>[] {
  const refuse = (name: string, description: string, change: (copy: Json) => void) => ({
    name,
    description,
    bytes: changed(manifest, change),
  });
  return [
    ...spellings(encodeCanonicalJson(manifest)),
    ...partRefusals(manifest),
    refuse('size-of-part', 'a part larger than its segments', (copy) => {
      part(copy, 1).plaintextBytes = 1 + Number(part(copy, 1).plaintextBytes);
    }),
    refuse('attachment-without-name', 'an attachment without a name', (copy) => {
      part(copy, 1).name = undefined;
    }),
    refuse('body-with-name', 'a body with a name', (copy) => {
      part(copy, 0).name = 'x';
    }),
    refuse('name-not-nfc', 'a name that is not in NFC', (copy) => {
      part(copy, 1).name = 'e\u0301te\u0301.txt';
    }),
    refuse('empty-name', 'a name without a character', (copy) => {
      part(copy, 1).name = '';
    }),
  ];
}

export function sealVectors(seal: Seal1): Named<{ bytes: Uint8Array }>[] {
  const refuse = (name: string, description: string, change: (copy: Json) => void) => ({
    name,
    description,
    bytes: changed(seal, change),
  });
  return [
    ...spellings(encodeCanonicalJson(seal)),
    ...partRefusals(seal),
    refuse('no-recipients', 'no recipient', (copy) => {
      copy.recipientHashes = [];
    }),
    refuse('recipients-unsorted', 'recipients in another order', (copy) => {
      (copy.recipientHashes as string[]).reverse();
    }),
    refuse('recipient-twice', 'a recipient twice', (copy) => {
      (copy.recipientHashes as string[])[1] = String((copy.recipientHashes as string[])[0]);
    }),
    refuse('no-manifest', 'no manifest', (copy) => {
      copy.manifest = undefined;
    }),
    refuse('time-without-milliseconds', 'a time without milliseconds', (copy) => {
      copy.sealedAt = '2026-11-21T14:03:11Z';
    }),
    refuse('time-with-offset', 'a time with an offset', (copy) => {
      copy.sealedAt = '2026-11-21T14:03:11.000+01:00';
    }),
    refuse('impossible-time', 'the thirtieth of February', (copy) => {
      copy.sealedAt = '2026-02-30T14:03:11.000Z';
    }),
  ];
}
