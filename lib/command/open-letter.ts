import type {
  EnvelopeListAnswer,
  NamedRecipient,
  OpenEnvelopeAnswer,
  SignedObjectsAnswer,
} from '../envelope/wire';
import { FormatError } from '../envelope-format/format-error';
import { type KeyOfPart, keysOfParts } from '../envelope-format/part-key';
import type { SegmentDigest } from '../envelope-format/types';
import {
  type VerificationStep,
  type VerifiedEnvelope,
  verifyEnvelope,
} from '../envelope-format/verify-envelope';
import { ApiProblem } from '../transfer/api-client';
import { fromBase64 } from '../transfer/base64';
import { dated, isLate } from '../transfer/begin-by';
import { packageOf } from '../transfer/envelope-package';
import { ClientError } from './client-error';
import type { PliApi } from './pli-api';

type Bytes = Uint8Array<ArrayBuffer>;

/** An envelope whose seal, signature, timestamp (or its absence), recipients and manifest have been checked. */
export type OpenedLetter = VerifiedEnvelope & {
  steps: readonly VerificationStep[];
  to: readonly NamedRecipient[];
  cc: readonly NamedRecipient[];
  fetchSegment: (digest: SegmentDigest) => Promise<Bytes>;
  /** Of each part. */
  keyOf: KeyOfPart;
  /** Tells the sender that a whole attachment was fetched and verified; nothing where one reads one's own letter. */
  reportDownload: (partId: string) => Promise<void>;
};

type Place = { openPath: string; objectsPath: string; reportPath: ((partId: string) => string) | null };

/**
 * Opens an envelope that was received (by its reference, its link, or its id) or sent (by its id), and verifies it.
 * @throws ClientError `not-verified` with what failed, `newer` where nothing failed and this program is too old, ApiProblem for a refusal
 */
export async function openLetter(api: PliApi, name: string): Promise<OpenedLetter> {
  const askedAt = performance.now();
  const { place, answer } = await release(api, name);
  const contentKey = fromBase64(answer.contentKey);
  const fetchSegment = objectReader(api, place, answer.objects, askedAt);
  const report = await verifyEnvelope(packageOf(answer, { contentKey, fetchObject: fetchSegment })).catch(
    (error: unknown) => {
      throw asNotVerified(error);
    },
  );
  if (report.outcome === 'newer')
    throw new ClientError('newer', 'letter-newer', {}, { reason: 'format-newer' });
  if (report.verified === null) {
    const failed = report.steps.filter(({ state }) => state === 'failed');
    const steps = failed.map(({ step, code }) => `${step} (${code})`).join(', ');
    throw new ClientError('not-verified', 'not-sealed-so', { steps });
  }
  return {
    ...report.verified,
    steps: report.steps,
    to: answer.to,
    cc: answer.cc,
    fetchSegment,
    keyOf: await keysOfParts(contentKey, report.verified.manifest),
    reportDownload: async (partId) => {
      if (place.reportPath !== null) await api.call('POST', place.reportPath(partId), {});
    },
  };
}

/** A wrong byte as the failure to verify that it is; anything else as it came. */
export function asNotVerified(error: unknown): unknown {
  if (error instanceof FormatError)
    return new ClientError(
      'not-verified',
      'not-what-was-sealed',
      { code: error.code },
      { cause: error, reason: error.code },
    );
  if (error instanceof ApiProblem && error.code === 'segment-missing')
    return new ClientError('not-verified', 'vault-incomplete', {}, { reason: 'segment-missing' });
  return error;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const reference = /^[A-Za-z0-9_-]{32}$/;

async function release(api: PliApi, name: string): Promise<{ place: Place; answer: OpenEnvelopeAnswer }> {
  const id = name.toLowerCase();
  if (!uuid.test(id)) {
    const place = receivedPlace(referenceOf(api, name));
    return { place, answer: await api.call<OpenEnvelopeAnswer>('POST', place.openPath, {}) };
  }
  const sent: Place = {
    openPath: `/api/envelopes/${id}/open`,
    objectsPath: `/api/envelopes/${id}/objects`,
    reportPath: null,
  };
  try {
    return { place: sent, answer: await api.call<OpenEnvelopeAnswer>('POST', sent.openPath, {}) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  }
  const place = receivedPlace(await findReceived(api, id));
  return { place, answer: await api.call<OpenEnvelopeAnswer>('POST', place.openPath, {}) };
}

/** A link may be given whole; it must be one of this server. */
function referenceOf(api: PliApi, name: string): string {
  if (reference.test(name)) return name;
  if (URL.canParse(name)) {
    const url = new URL(name);
    const found = /^\/e\/([A-Za-z0-9_-]{32})\/?$/.exec(url.pathname)?.[1];
    if (found !== undefined && url.origin === api.url) return found;
    if (found !== undefined)
      throw new ClientError('usage', 'link-elsewhere', { theirs: url.origin, ours: api.url });
  }
  throw new ClientError('usage', 'no-envelope-name', { name });
}

function receivedPlace(ref: string): Place {
  return {
    openPath: `/api/e/${ref}/open`,
    objectsPath: `/api/e/${ref}/objects`,
    reportPath: (partId) => `/api/e/${ref}/parts/${partId}/downloaded`,
  };
}

/** The reference under which an envelope was received: the lists are asked, newest first. */
async function findReceived(api: PliApi, envelopeId: string): Promise<string> {
  for await (const item of listAll(api, 'inbox')) {
    if (item.envelopeId === envelopeId && item.reference !== null) return item.reference;
  }
  throw new ClientError('refused', 'no-envelope', {}, { reason: 'not-found' });
}

/** Every envelope of a list, page by page, newest first. */
export async function* listAll(api: PliApi, box: 'inbox' | 'sent' | 'drafts', pagesMax = Infinity) {
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax && (page === 0 || cursor !== null); page += 1) {
    const query = new URLSearchParams({ box, ...(cursor === null ? {} : { cursor }) });
    const answer: EnvelopeListAnswer = await api.call('GET', `/api/envelopes?${query}`);
    yield* answer.items;
    cursor = answer.nextCursor;
  }
}

/** Reads stored objects; asks for fresh signed requests before the first ones have expired. `askedAt`: of `performance.now()`. */
function objectReader(api: PliApi, place: Place, first: OpenEnvelopeAnswer['objects'], askedAt: number) {
  let objects = first;
  let objectsAt = askedAt;
  const renew = async () => {
    const askingAt = performance.now();
    ({ objects } = await api.call<SignedObjectsAnswer>('POST', place.objectsPath, {}));
    objectsAt = askingAt;
  };
  return async (digest: SegmentDigest): Promise<Bytes> => {
    for (let fresh = 0; ; fresh += 1) {
      const known = objects[digest.sha256];
      if (known && isLate(dated(known, objectsAt))) await renew();
      const request = objects[digest.sha256];
      if (request === undefined) throw new ApiProblem(404, 'segment-missing');
      try {
        return await api.getObject(request, digest.ciphertextBytes);
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 403 || fresh === 3) throw error;
        await renew();
      }
    }
  };
}
