import type { Addendum } from '../../lib/envelope-format/addendum';
import { encodeCanonicalJson } from '../../lib/envelope-format/canonical-json';
import type { Manifest2 } from '../../lib/envelope-format/manifest-2';
import type { Seal2 } from '../../lib/envelope-format/seal-2';
import { changed, type Json, part, partRefusals, segment, spellings } from './document-vectors';
import type { Named } from './segment-vectors';

type DocumentCase = Named<{ bytes: Uint8Array }>;
const caseOf =
  (document: object) =>
  (name: string, description: string, change: (copy: Json) => void): DocumentCase => ({
    name,
    description,
    bytes: changed(document, change),
  });

/** How a document of a later program reads: what may be passed over, what is newer, what is no version at all. */
function growing(document: { format: string }): DocumentCase[] {
  const one = caseOf(document);
  const kind = document.format.replace(/-\d+$/, '');
  return [
    one('ok-more', 'a member of a later writer that may be passed over', (copy) => {
      copy.more = { urgency: 'today', list: [1, null, { a: true }] };
    }),
    one('more-empty', 'nothing more, and said so', (copy) => {
      copy.more = {};
    }),
    one('more-no-object', 'more that is no object', (copy) => {
      copy.more = [1];
    }),
    one('more-strange-name', 'more under a name that is none', (copy) => {
      copy.more = { 'no name': 1 };
    }),
    one('newer', 'the next version: newer than this program, not broken', (copy) => {
      copy.format = `${kind}-9`;
      copy.parts = 'of another shape';
    }),
    one('version-zero', 'a version that there never was', (copy) => {
      copy.format = `${kind}-0`;
    }),
    one('another-kind', 'another kind of document', (copy) => {
      copy.format = 'pli-receipt-9';
    }),
  ];
}

export function manifestVectors2(manifest: Manifest2): DocumentCase[] {
  const refuse = caseOf(manifest);
  const last = manifest.parts.length - 1;
  return [
    ...spellings(encodeCanonicalJson(manifest)),
    ...growing(manifest),
    ...partRefusals({ ...manifest, parts: manifest.parts.slice(0, last) }),
    refuse('ok-more-in-part', 'a later member in a part', (copy) => {
      part(copy, 1).more = { pages: 3 };
    }),
    refuse('subject', 'the title under the name of version 1', (copy) => {
      copy.subject = copy.title;
      copy.title = undefined;
    }),
    refuse('no-title-salt', 'no salt of the title', (copy) => {
      copy.titleSalt = undefined;
    }),
    refuse('short-title-salt', 'a salt of 31 bytes', (copy) => {
      copy.titleSalt = 'a'.repeat(62);
    }),
    refuse('unknown-importance', 'an importance that there is not', (copy) => {
      copy.importance = 'urgent';
    }),
    refuse('mark-as-text', 'a mark as text', (copy) => {
      copy.personal = 'true';
    }),
    refuse('mark-missing', 'a mark that is not there', (copy) => {
      copy.noReply = undefined;
    }),
    refuse('size-of-part', 'a part larger than its segments', (copy) => {
      part(copy, 1).plaintextBytes = 1 + Number(part(copy, 1).plaintextBytes);
    }),
    refuse('segment-without-plaintext', 'a segment without the digest of its plaintext', (copy) => {
      segment(copy, 1).plaintextSha256 = undefined;
    }),
    refuse('part-without-key', 'a part without a key', (copy) => {
      part(copy, 1).wrappedKey = undefined;
    }),
    refuse('short-key', 'a wrapped key of 39 bytes', (copy) => {
      part(copy, 1).wrappedKey = 'a'.repeat(78);
    }),
    refuse('attachment-without-name', 'an attachment without a name', (copy) => {
      part(copy, 1).name = null;
    }),
    refuse('attachment-without-disposition', 'an attachment without a disposition', (copy) => {
      part(copy, 1).disposition = null;
    }),
    refuse('body-with-name', 'a body with a name', (copy) => {
      part(copy, 0).name = 'x';
    }),
    refuse('body-with-content-id', 'a body with a content id', (copy) => {
      part(copy, 0).contentId = 'x@y';
    }),
    refuse('content-id-in-brackets', 'a content id in its brackets', (copy) => {
      part(copy, 1).contentId = '<x@y>';
    }),
    refuse('name-not-nfc', 'a name that is not in NFC', (copy) => {
      part(copy, 1).name = 'e\u0301te\u0301.txt';
    }),
    refuse('original-first', 'the original before the attachments', (copy) => {
      const parts = copy.parts as Json[]; // of a manifest
      parts.splice(1, 0, ...parts.splice(last, 1));
    }),
    refuse('two-originals', 'two originals', (copy) => {
      part(copy, last - 1).kind = 'original';
    }),
    refuse('original-of-another-type', 'an original that is no mail', (copy) => {
      part(copy, last).mediaType = 'text/plain';
    }),
  ];
}

export function sealVectors2(seal: Seal2): DocumentCase[] {
  const refuse = caseOf(seal);
  const last = seal.parts.length - 1;
  return [
    ...spellings(encodeCanonicalJson(seal)),
    ...growing(seal),
    ...partRefusals({ ...seal, parts: seal.parts.slice(0, last) }),
    refuse('ok-answer', 'an answer that forwards two others', (copy) => {
      copy.inReplyTo = 'a'.repeat(64);
      copy.forwards = ['b'.repeat(64), 'c'.repeat(64)];
    }),
    refuse('ok-unknown-origin', 'a way in that a later program knows', (copy) => {
      copy.origin = 'fax-machine';
    }),
    refuse('ok-author-without-address', 'a program that has no address', (copy) => {
      copy.author = { label: 'Import', addressHash: null };
      copy.inNameOf = null;
    }),
    refuse('forwards-unsorted', 'forwarded letters in another order', (copy) => {
      copy.forwards = ['c'.repeat(64), 'b'.repeat(64)];
    }),
    refuse('no-author', 'no author', (copy) => {
      copy.author = undefined;
    }),
    refuse('author-without-label', 'an author without a name', (copy) => {
      copy.author = { label: '', addressHash: null };
    }),
    refuse('author-with-address', 'an author with his address in the clear', (copy) => {
      copy.author = { label: 'Anne Petit', address: 'anne.petit@chu.example', addressHash: null };
    }),
    refuse('no-in-name-of', 'nothing said of in whose name', (copy) => {
      copy.inNameOf = undefined;
    }),
    refuse('no-title-hash', 'no commitment of the title', (copy) => {
      copy.titleHash = undefined;
    }),
    refuse('strange-origin', 'a way in that is no name', (copy) => {
      copy.origin = 'By Post';
    }),
    refuse('encrypted-elsewhere', 'encrypted neither on a device nor on the server', (copy) => {
      copy.encryptedOn = 'paper';
    }),
    refuse('segment-with-plaintext', 'the digest of a plaintext, which a seal does not tell', (copy) => {
      segment(copy, 1).plaintextSha256 = 'a'.repeat(64);
    }),
    refuse('no-recipients', 'no recipient', (copy) => {
      copy.recipientHashes = [];
    }),
    refuse('recipients-unsorted', 'recipients in another order', (copy) => {
      (copy.recipientHashes as string[]).reverse();
    }),
    refuse('impossible-time', 'the thirtieth of February', (copy) => {
      copy.sealedAt = '2026-02-30T14:03:11.000Z';
    }),
  ];
}

export function addendumVectors(addendum: Addendum): DocumentCase[] {
  const refuse = caseOf(addendum);
  const change = (copy: Json, index: number) => (copy.changes as Json[])[index] as Json;
  return [
    ...spellings(encodeCanonicalJson(addendum)),
    ...growing(addendum),
    refuse('foreign-member', 'a member that is not known', (copy) => {
      copy.extra = 1;
    }),
    refuse('number-zero', 'number 0', (copy) => {
      copy.number = 0;
    }),
    refuse('no-changes', 'nothing changed', (copy) => {
      copy.changes = [];
    }),
    refuse('no-author-said', 'nothing said of the author', (copy) => {
      copy.author = undefined;
    }),
    refuse('unknown-change', 'a kind of change that a later program knows', (copy) => {
      copy.changes = [{ kind: 'recipient-reinstated', recipientHash: 'a'.repeat(64) }];
    }),
    refuse('change-of-no-kind', 'a kind that is no name', (copy) => {
      copy.changes = [{ kind: 'By Post' }];
    }),
    refuse('foreign-member-in-change', 'a member in a change that is not known', (copy) => {
      change(copy, 0).note = 'x';
    }),
    refuse('recipient-in-the-clear', 'an address instead of a hash', (copy) => {
      change(copy, 0).recipientHash = 'camille.martin@cabinet.example';
    }),
    refuse('short-follows', 'a digest of 63 digits', (copy) => {
      copy.follows = 'a'.repeat(63);
    }),
    refuse('impossible-time', 'the thirtieth of February', (copy) => {
      copy.at = '2026-02-30T14:03:11.000Z';
    }),
  ];
}
