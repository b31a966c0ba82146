import { expect } from 'vitest';
import { segmentCiphertextBytes } from '../../lib/envelope-format/segment-layout';
import { readQuotas } from '../../lib/quota/read-quotas';
import type { Services } from '../../lib/services';
import type { Person } from './sealed-world';

/** Stored bytes of a file of one mebibyte. */
export const storedMebibyte = segmentCiphertextBytes(1_048_576);

type Limits = Partial<Record<'member' | 'guest' | 'organisation', number>>;

/** What tests of limits ask again and again; `under` is what `withTestServices` gives. */
export function quotaWorld(under: { readonly services: Services }) {
  /** The services with limits of their own, in bytes. */
  function withBytesMax(bytes: Limits): Services {
    const { config, ...services } = under.services;
    const storedBytesMax = { ...config.limits.storedBytesMax, ...bytes };
    return { ...services, config: { ...config, limits: { ...config.limits, storedBytesMax } } };
  }

  /** What is stored, added up the long way; for the author and for the organisation. */
  async function addedUp({ userId, organisationId }: Person['actor']) {
    const [row] = await under.services.db.$queryRaw<{ member: bigint; organisation: bigint }[]>`
      SELECT coalesce(sum(s.bytes) FILTER (WHERE e.author_id = ${userId}::uuid), 0)::bigint AS member,
        coalesce(sum(s.bytes) FILTER (WHERE coalesce(e.organisation_id, e.counted_on) = ${organisationId}::uuid), 0)::bigint AS organisation
      FROM envelopes e CROSS JOIN LATERAL (
        SELECT coalesce((SELECT sum(u.bytes) FROM part_uses u WHERE u.envelope_id = e.id AND u.released_at IS NULL), 0)
          + coalesce(ceil(octet_length(e.draft_ciphertext) / 65536.0) * 65536, 0)
          + CASE WHEN EXISTS (SELECT FROM content_destructions d WHERE d.envelope_id = e.id) THEN 0
            ELSE coalesce(e.manifest_bytes, 0) END AS bytes) s`;
    return { member: Number(row?.member), organisation: Number(row?.organisation) };
  }

  return {
    withBytesMax,

    /** The same, in mebibytes of files. */
    within(limits: Limits): Services {
      const bytes = Object.entries(limits).map(([whose, count]) => [whose, count * storedMebibyte]);
      return withBytesMax(Object.fromEntries(bytes));
    },

    /** What the counters say, which is what is stored. */
    async expectCounted({ actor }: Person): Promise<{ member: number; organisation: number }> {
      const { member, organisation } = await readQuotas(under.services, actor);
      const found = { member: member.bytesUsed, organisation: organisation.bytesUsed };
      expect(found).toEqual(await addedUp(actor));
      return found;
    },
  };
}
