import type { Addendum, AddendumChange } from '../envelope-format/addendum';
import { type EnvelopeState, followAddenda } from '../envelope-format/envelope-state';
import { verifySealSignature } from '../envelope-format/seal-signature';
import { checkSignedAlone } from '../envelope-format/signed-document';
import { timestampFacts } from './check-log';
import { pinnedFingerprint } from './check-sums';
import { Fault } from './fault';
import type { ZipFiles } from './read-zip';
import type { Checks, ProvedChange, VerifyOptions } from './report';
import { readSignedFiles } from './signed-files';

const addendumName = /^envelope\/addenda\/([1-9]\d{0,3})\.json$/;

/**
 * The check `addenda` of a bundle that has any: one chain from number 1, each signed and time-stamped. What the envelope is after the
 * last; null where the chain proves nothing.
 */
export async function checkAddenda(
  checks: Checks,
  zip: ZipFiles,
  options: VerifyOptions,
): Promise<EnvelopeState | null> {
  const seal = await zip.read('envelope/seal.json');
  const numbers = zip.names
    .flatMap((name) => addendumName.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b));
  if (numbers.length === 0) return followAddenda(seal, []);
  let state: EnvelopeState | null = null;
  let pending: string | null = null;
  const facts = await checks.run('addenda', async () => {
    const signed = await Promise.all(
      numbers.map(async (number) => ({
        number: Number(number),
        ...(await readSignedFiles(zip, `envelope/addenda/${number}`)),
      })),
    );
    const followed = await followAddenda(
      seal,
      signed.map(({ document }) => document),
    );
    const roots = new TextDecoder().decode(await zip.read('keys/timestamp-roots.pem'));
    for (const { number, batch, signedBytes, signature, sealingKey, timestampResponse } of signed) {
      checkSignedAlone('pli-addendum-1', batch);
      const { fingerprint } = await verifySealSignature(signedBytes, signature, sealingKey);
      const pinned = pinnedFingerprint(options);
      if (pinned !== null && pinned !== fingerprint)
        throw new Fault('sealing-key-other', { number, fingerprint });
      if (timestampResponse) await timestampFacts(timestampResponse, signedBytes, roots, options);
      else pending = 'timestamp-pending';
    }
    state = followed;
    return { addenda: numbers.length, availableUntil: followed.availableUntil };
  });
  if (facts && pending) {
    checks.list.pop();
    checks.pending('addenda', pending, facts);
  }
  return state;
}

/**
 * What the addenda changed, one after another, for a person to read.
 * @param own the reader's own place, where he has one
 */
export function changesOf({ addenda }: EnvelopeState, own: string | null): ProvedChange[] {
  return addenda.flatMap(({ number, at, author, changes }: Addendum) =>
    changes.map((change: AddendumChange) => ({
      number,
      at,
      by: author?.label ?? null,
      kind: change.kind,
      until: change.kind === 'available-until' ? change.until : null,
      own: 'recipientHash' in change && change.recipientHash === own,
    })),
  );
}
