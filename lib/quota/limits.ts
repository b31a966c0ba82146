import type { Config } from '../config';

/**
 * Whose limit: a member's, a guest's, or that of all letters and drafts of an organisation; `receiver`: the same, as it is told to a guest who
 * answers it.
 */
export type QuotaOwner = 'member' | 'guest' | 'organisation' | 'receiver';

/**
 * How much an owner stores, and may. Counted are stored bytes, of drafts and of letters until their content is destroyed: the ciphertext of
 * every part (text, files, pictures, small files that travel with a request too), once for each letter and draft that names it; the
 * manifest; a draft's text in the database, in whole blocks of 64 KiB. Not counted: seals, entries, names of recipients, keys, and
 * manifests of before 30 November 2026. Triggers count (the migrations `quotas`, `quotas_of_texts`), assert-room.ts judges.
 */
export type Quota = { whose: 'member' | 'organisation'; bytesUsed: number; bytesMax: number };

/** From this share of a limit on its people are told. */
export const nearlyFullFrom = 0.8;

/** What an organisation says itself; null: as the settings say. */
export type OwnLimits = { storedBytesMax: bigint | null; memberBytesMax: bigint | null };

/** The limits that hold: what an organisation set, and never more than the settings allow it in all. */
export function limitsOf(
  { limits }: Pick<Config, 'limits'>,
  own: OwnLimits | null,
): Record<QuotaOwner, number> {
  const { member, guest, organisation } = limits.storedBytesMax;
  const whole = Math.min(Number(own?.storedBytesMax ?? organisation), organisation);
  return {
    organisation: whole,
    receiver: whole,
    member: Math.min(Number(own?.memberBytesMax ?? member), whole),
    guest,
  };
}

/** Bytes of all attachments of one letter: a guest's answer has a limit of its own, and never more than every letter. */
export function attachmentBytesMaxOf(
  { limits }: { limits: Pick<Config['limits'], 'attachmentBytesMax' | 'guestAnswer'> },
  authorKind: string,
): number {
  const { attachmentBytesMax, guestAnswer } = limits;
  return authorKind === 'guest'
    ? Math.min(guestAnswer.attachmentBytesMax, attachmentBytesMax)
    : attachmentBytesMax;
}

/** The one that leaves the least room; of two that leave the same, the first. */
export function tightest(quotas: readonly [Quota, ...Quota[]]): Quota {
  const [first, ...others] = quotas;
  const leftOf = ({ bytesMax, bytesUsed }: Quota) => bytesMax - bytesUsed;
  return others.reduce((least, one) => (leftOf(one) < leftOf(least) ? one : least), first);
}
