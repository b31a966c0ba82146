import 'server-only';
import { randomBytes } from 'node:crypto';
import type { UserActor } from '../access/actor';
import type { Tx } from '../db/transaction';
import { signBatch } from '../envelope/sign-batch';
import {
  type Addendum,
  type AddendumChange,
  buildAddendum,
  encodeAddendum,
} from '../envelope-format/addendum';
import { documentDigest, followAddenda } from '../envelope-format/envelope-state';
import { saltedHash } from '../envelope-format/salted-hash';
import type { Services } from '../services';

/**
 * What is written about an envelope after its seal. `author`: null where the server follows a rule by itself. `changes`: what one act
 * changes, in order.
 */
export type NewAddendum = {
  envelopeId: string;
  author: Pick<UserActor, 'displayName' | 'email'> | null;
  changes: readonly AddendumChange[];
};

/** Its number; the digest by which the entry about it names it (hex); its time, which rows that it changes repeat. */
export type AppendedAddendum = { number: number; digest: string; at: Date };

/**
 * Appends an addendum to a sealed envelope's chain (docs/envelope-format.md, section 4.8), signed at once, its timestamp asked for by a job:
 * in the caller's transaction, which holds the envelope's row (`lockEnvelope`), so that numbers have no hole. Its time is the database's
 * under that lock, as an entry's is, so opening and withdrawing have one order in rows, addenda and log. The caller changes the rows
 * (`access_until`, `withdrawn_at`, `taken_back_at`: `at`) and appends one entry that names the digest.
 * @throws Error where the changes cannot follow from what stands before: a reader would refuse them, so nothing is written
 */
export async function appendAddendum(
  services: Pick<Services, 'keys' | 'queue'>,
  tx: Tx,
  { envelopeId, author, changes }: NewAddendum,
): Promise<AppendedAddendum> {
  const { seal, earlier, at } = await readChain(tx, envelopeId);
  const number = earlier.length + 1;
  const salt = author && new Uint8Array(randomBytes(32));
  const document = encodeAddendum(
    buildAddendum({
      envelopeId,
      number,
      follows: await documentDigest(earlier.at(-1) ?? seal),
      at,
      author: author && salt && (await partyOf(author, salt)),
      changes: [...changes],
    }),
  );
  await followAddenda(seal, [...earlier, document]);
  const { signature, keyId } = await signBatch(services.keys, [document], at);
  await tx.addendum.create({
    data: {
      envelopeId,
      number,
      document,
      signature,
      sealingKeyId: keyId,
      at,
      authorAddress: author?.email ?? null,
      authorSalt: salt,
    },
    select: { number: true },
  });
  const payload = { envelopeId, addendum: number };
  await services.queue.enqueue(tx, 'timestamp', payload, { key: `${envelopeId} ${number}` });
  return { number, digest: await documentDigest(document), at };
}

/** The seal and the addenda so far, exact bytes, and the database's time. */
async function readChain(tx: Tx, envelopeId: string) {
  const [row] = await tx.$queryRaw<{ seal: Uint8Array; earlier: Uint8Array[]; at: Date }[]>`
    SELECT seal, clock_timestamp()::timestamptz(3) AS at,
      ARRAY(SELECT document FROM addenda a WHERE a.envelope_id = e.id ORDER BY number) AS earlier
    FROM envelopes e WHERE id = ${envelopeId}::uuid AND state = 'sealed'`;
  if (!row) throw new Error(`no sealed envelope ${envelopeId}`);
  return row;
}

async function partyOf(
  { displayName, email }: Pick<UserActor, 'displayName' | 'email'>,
  salt: Uint8Array,
): Promise<NonNullable<Addendum['author']>> {
  return { label: displayName || email, addressHash: await saltedHash(email, salt) };
}
