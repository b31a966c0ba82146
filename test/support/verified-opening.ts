import type { OpenEnvelopeAnswer } from '../../lib/envelope/wire';
import { importContentKey } from '../../lib/envelope-format/segment-cipher';
import { type VerificationReport, verifyEnvelope } from '../../lib/envelope-format/verify-envelope';
import type { Services } from '../../lib/services';
import { fromBase64 } from '../../lib/transfer/base64';
import { packageOf } from '../../lib/transfer/envelope-package';

/** What a reader makes of an answer, its objects read from the store by the signed requests of the answer itself. */
export async function verifiedOpening(
  { objectStore }: Services,
  answer: OpenEnvelopeAnswer,
): Promise<VerificationReport & { fetchObject: (digest: { sha256: string }) => Promise<Uint8Array> }> {
  const fetchObject = async ({ sha256 }: { sha256: string }) => {
    const [, part, id = ''] =
      /^\/vault\/(parts\/)?([0-9a-f-]{36})\//.exec(answer.objects[sha256]?.url ?? '') ?? [];
    const { body } = await objectStore.get({ ...(part ? { partId: id } : { envelopeId: id }), sha256 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  };
  const contentKey = await importContentKey(fromBase64(answer.contentKey));
  return { ...(await verifyEnvelope(packageOf(answer, { contentKey, fetchObject }))), fetchObject };
}
