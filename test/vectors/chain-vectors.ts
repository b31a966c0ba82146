import type { Addendum, AddendumChange } from '../../lib/envelope-format/addendum';
import type { SignedDocument } from '../../lib/envelope-format/signed-document';
import type { Provider } from '../support/build-envelope';
import { type SampleEnvelope2, sampleChanges, signDocument, withAddendum } from '../support/build-envelope-2';
import { flipBits } from '../support/flip-bits';
import type { EnvelopeCase2 } from './envelope-case-2';
import type { Named } from './segment-vectors';

/** Chains as documents alone: what follows what, whoever signed it. */
export async function chainVectors(
  provider: Provider,
  whole: SampleEnvelope2,
): Promise<Named<{ envelope: SampleEnvelope2 }>[]> {
  const of = await sampleChanges(whole);
  const chain = async (...acts: readonly AddendumChange[][]) => {
    let envelope = whole;
    for (const changes of acts) envelope = await withAddendum(provider, envelope, changes);
    return envelope;
  };
  const spoiled = (edit: (addendum: Addendum) => Addendum) =>
    chain([of['available-until']]).then((one) => withAddendum(provider, one, [of['recipient-added']], edit));
  const three = await chain([of['available-until']], [of['recipient-added']], [of['recipient-withdrawn']]);
  const [first, second, third] = three.addenda as [SignedDocument, SignedDocument, SignedDocument];
  const unknown = {
    kind: 'recipient-reinstated',
    recipientHash: 'a'.repeat(64),
  } as unknown as AddendumChange;
  const cases: [string, string, SampleEnvelope2][] = [
    ['ok-none', 'nothing follows the seal', whole],
    ['ok-three', 'prolonged, a recipient added, one withdrawn', three],
    [
      'ok-corrected',
      'a mistyped address corrected in one act',
      await chain([of['recipient-added'], of['recipient-withdrawn']]),
    ],
    [
      'ok-added-and-withdrawn',
      'withdrawn again after having been added',
      await chain(
        [of['recipient-added']],
        [{ ...of['recipient-added'], kind: 'recipient-withdrawn' } as AddendumChange],
      ),
    ],
    ['ok-taken-back', 'taken back before it was released', await chain([of['taken-back']])],
    [
      'ok-destroyed',
      'the content destroyed',
      await chain([of['available-until']], [of['content-destroyed']]),
    ],
    ['added-twice', 'a recipient added twice', await chain([of['recipient-added']], [of['recipient-added']])],
    [
      'withdrawn-twice',
      'a recipient withdrawn twice',
      await chain([of['recipient-withdrawn'], of['recipient-withdrawn']]),
    ],
    [
      'withdrawn-stranger',
      'somebody withdrawn who was no recipient',
      await chain([{ kind: 'recipient-withdrawn', recipientHash: 'a'.repeat(64) }]),
    ],
    ['taken-back-twice', 'taken back twice', await chain([of['taken-back']], [of['taken-back']])],
    ['destroyed-twice', 'destroyed twice', await chain([of['content-destroyed']], [of['content-destroyed']])],
    ['first-missing', 'the first is left out', { ...three, addenda: [second, third] }],
    ['middle-missing', 'one in the middle is left out', { ...three, addenda: [first, third] }],
    ['reordered', 'two change places', { ...three, addenda: [second, first, third] }],
    ['doubled', 'one stands twice', { ...three, addenda: [first, first] }],
    ['another-number', 'a number is left out', await spoiled((all) => ({ ...all, number: 3 }))],
    [
      'another-envelope',
      'of another envelope',
      await spoiled((all) => ({ ...all, envelopeId: '019390f0-1c2d-7abc-8def-ffffffffffff' })),
    ],
    [
      'follows-other',
      'follows something else',
      await spoiled((all) => ({ ...all, follows: 'a'.repeat(64) })),
    ],
    [
      'unknown-change',
      'a kind of change that a later program knows',
      await spoiled((all) => ({ ...all, changes: [unknown] })),
    ],
    [
      'newer',
      'an addendum of the next version',
      await spoiled((all) => ({ ...all, format: 'pli-addendum-2' as 'pli-addendum-1' })),
    ],
    [
      'not-canonical',
      'a bit of one is flipped',
      { ...whole, addenda: [{ ...first, document: flipBits(first.document, 0) }] },
    ],
  ];
  return cases.map(([name, description, envelope]) => ({ name, description, envelope }));
}

/** Envelopes with what followed the seal, as a reader may be given them. */
export async function addendaCases(
  provider: Provider,
  other: Provider,
  whole: SampleEnvelope2,
): Promise<EnvelopeCase2[]> {
  const of = await sampleChanges(whole);
  const prolonged = await withAddendum(provider, whole, [of['available-until']]);
  const withdrawn = await withAddendum(provider, prolonged, [of['recipient-withdrawn']]);
  const [only] = prolonged.addenda as [SignedDocument];
  const spoil = (change: Partial<SignedDocument>) => ({ ...whole, addenda: [{ ...only, ...change }] });
  const unknown = {
    kind: 'recipient-reinstated',
    recipientHash: 'a'.repeat(64),
  } as unknown as AddendumChange;
  const cases: [string, string, SampleEnvelope2][] = [
    ['ok-prolonged', 'it can be read for longer', prolonged],
    ['ok-withdrawn', 'it was withdrawn from this reader', withdrawn],
    [
      'ok-timestamp-pending',
      'the authority has not answered for an addendum yet',
      spoil({ timestampResponse: null }),
    ],
    [
      'ok-by-a-later-key',
      'signed by the provider’s next key',
      {
        ...whole,
        addenda: [await signDocument(other, only.document)],
        timestampRoots: whole.timestampRoots + other.authority.rootCertificate,
      },
    ],
    [
      'newer',
      'a kind of change that a later program knows',
      await withAddendum(provider, whole, [of['available-until']], (all) => ({ ...all, changes: [unknown] })),
    ],
    ['chain-broken', 'the first is left out', { ...withdrawn, addenda: withdrawn.addenda.slice(1) }],
    ['signature-of-another', 'the signature of another document', spoil({ signature: whole.sealSignature })],
    ['in-no-batch', 'signed alone', spoil({ batch: null })],
    [
      'batch-path-extended',
      'a hash too many in its path',
      spoil({ batch: { ...whole.batch, path: ['a'.repeat(64)] } }),
    ],
    [
      'timestamp-of-another',
      'the timestamp of another document',
      spoil({ timestampResponse: whole.timestampResponse }),
    ],
    ['of-the-seal', 'the seal in the place of an addendum', spoil({ document: whole.seal })],
  ];
  return cases.map(([name, description, envelope]) => ({ name: `addendum-${name}`, description, envelope }));
}
