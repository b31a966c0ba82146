import { takeBackSecondsMax } from '../release-time';

/** What of a sealed letter says whether it still waits for the time that its sender chose. */
type Waiting = {
  sealedAt: Date | null;
  releaseAt: Date | null;
  recipients: readonly { deliveryState: string }[];
};

/**
 * When a letter leaves whose sender chose a later time, while that is to come; null for one that has left, was taken back, or waits only
 * for the seconds in which Send is undone.
 */
export function leavesAt({ sealedAt, releaseAt, recipients }: Waiting): Date | null {
  if (sealedAt === null || releaseAt === null) return null;
  if (releaseAt.getTime() - sealedAt.getTime() <= takeBackSecondsMax * 1_000) return null;
  return recipients.some(({ deliveryState }) => deliveryState === 'waiting') ? releaseAt : null;
}
