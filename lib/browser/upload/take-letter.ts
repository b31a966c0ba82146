import type { OpenEnvelopeAnswer } from '../../envelope/wire';
import { titleOf } from '../../envelope-format/manifest';
import { marksIn } from '../../envelope-format/manifest-2';
import { openSegment } from '../../envelope-format/open-segment';
import { keysOfParts, type PartKeys, partKeysOf } from '../../envelope-format/part-key';
import { importContentKey } from '../../envelope-format/segment-cipher';
import { verifyEnvelope } from '../../envelope-format/verify-envelope';
import type { CallApi } from '../../transfer/api-client';
import { fromBase64 } from '../../transfer/base64';
import { packageOf } from '../../transfer/envelope-package';
import { strictUtf8 } from '../../transfer/strict-utf8';
import type { CreateFileHash } from '../file-hash/file-hasher';
import { createObjectReader } from '../open/fetch-object';
import { openContent } from '../open/open-content';
import type { OpeningPlace } from '../open/open-messages';
import type { RetryGate } from '../retry-gate';
import type { TakenLetter } from './upload-messages';

/**
 * Opens and verifies a letter in the thread that holds the draft's key, and gives its text and its files' keys wrapped anew; of the files
 * nothing is fetched. No key leaves this thread.
 * @throws Error where it does not verify; FormatError, ApiProblem
 */
export async function takeLetter(
  place: OpeningPlace,
  draftKeys: PartKeys,
  means: { origin: string; callApi: CallApi; gate: RetryGate; createHash: CreateFileHash },
): Promise<TakenLetter> {
  const { origin, callApi, gate, createHash } = means;
  const { objectsPath } = place;
  const askedAt = performance.now();
  const answer = await callApi<OpenEnvelopeAnswer>('POST', place.openPath, {});
  const contentKey = await importContentKey(fromBase64(answer.contentKey));
  const { signal } = new AbortController();
  const { objects } = answer;
  const fetchObject = createObjectReader({ origin, objects, askedAt, objectsPath, callApi, gate, signal });
  const report = await verifyEnvelope(packageOf(answer, { contentKey, fetchObject }));
  if (!report.verified) throw new Error('not verified');
  const { manifest, seal } = report.verified;
  const { envelopeId, to, cc, recipient } = answer;
  const { sender, sealedAt } = seal;
  const outside = { envelopeId, to, cc, sender, sealedAt, readAs: recipient?.address ?? null };
  const title = titleOf(manifest);
  if (manifest.format === 'pli-manifest-1') {
    const content = await openContent(contentKey, manifest, fetchObject, createHash, () => undefined);
    const files = content.files.map(({ name, blobs }) => new File(blobs, name));
    return { ...outside, title, html: content.bodyHtml, marks: null, parts: [], files };
  }
  const [body, ...others] = manifest.parts;
  const segment = body?.segments[0];
  if (!body || !segment) throw new Error('no text');
  const keyOf = await keysOfParts(contentKey, manifest);
  const html = strictUtf8(await openSegment(await keyOf(body), segment, await fetchObject(segment)));
  const ownKeys = await partKeysOf(contentKey);
  const parts = others
    .filter(({ kind }) => kind === 'attachment')
    .map(
      async ({ id, name, mediaType, contentId, wrappedKey, segments, plaintextBytes, plaintextSha256 }) => ({
        stored: {
          id,
          plaintextBytes,
          plaintextSha256,
          segments,
          wrappedKey: await draftKeys.wrap(await ownKeys.unwrapBytes(wrappedKey)),
        },
        name: name ?? '',
        mediaType,
        contentId,
      }),
    );
  return { ...outside, title, html, marks: marksIn(manifest), parts: await Promise.all(parts), files: [] };
}
