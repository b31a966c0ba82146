import type { OpenEnvelopeAnswer } from '../envelope/wire';
import type { RecipientKind } from '../envelope-format/salted-hash';
import type { EnvelopePackage, SealedPlace } from '../envelope-format/verify-envelope';
import { fromBase64 } from './base64';

type Place = { address: string; name: string | null; salt: string };

/** What a server answered to an opening, as the verifier takes it; a server of before addenda says nothing of them. */
export function packageOf(
  answer: OpenEnvelopeAnswer,
  { contentKey, fetchObject }: Pick<EnvelopePackage, 'contentKey' | 'fetchObject'>,
): EnvelopePackage {
  const { envelopeId, sealSignature, sealingKey, timestampRoots, recipient } = answer;
  const { batch = null, addenda = [] }: Partial<OpenEnvelopeAnswer> = answer;
  return {
    envelopeId,
    seal: fromBase64(answer.seal),
    batch,
    sealSignature,
    sealingKey,
    timestampResponse: bytesOrNull(answer.timestampResponse),
    timestampRoots,
    addenda: addenda.map(({ document, timestampResponse, ...rest }) => ({
      ...rest,
      document: fromBase64(document),
      timestampResponse: bytesOrNull(timestampResponse),
    })),
    recipient: recipient && placeOf(recipient, recipient.kind),
    named: [...answer.to.map((one) => placeOf(one, 'to')), ...answer.cc.map((one) => placeOf(one, 'cc'))],
    contentKey,
    fetchObject,
  };
}

function placeOf({ address, name, salt }: Place, kind: RecipientKind): SealedPlace {
  return { address, kind, name: name ?? '', salt: fromBase64(salt) };
}

function bytesOrNull(base64: string | null) {
  return base64 === null ? null : fromBase64(base64);
}
