import 'server-only';
import type { Services } from '../services';

const day = 86_400_000;
/** A session that is over is kept a while, to answer "was that me?"; then nothing of it is needed. */
const sessionDays = 30;

/** Deletes what has served: codes and links over for a day, sessions and access tokens over for thirty, counters that ran out an hour ago, holds of exports whose process was killed. */
export async function forgetExpired({ db, clock }: Pick<Services, 'db' | 'clock'>): Promise<void> {
  const now = clock.now().getTime();
  const sessionsBefore = new Date(now - sessionDays * day);
  await db.oneTimeCode.deleteMany({ where: { expiresAt: { lt: new Date(now - day) } } });
  await db.session.deleteMany({
    where: { OR: [{ expiresAt: { lt: sessionsBefore } }, { endedAt: { lt: sessionsBefore } }] },
  });
  await db.accessToken.deleteMany({
    where: { OR: [{ expiresAt: { lt: sessionsBefore } }, { revokedAt: { lt: sessionsBefore } }] },
  });
  await db.rateLimiterFlexible.deleteMany({ where: { expire: { lt: new Date(now - 3_600_000) } } });
  await db.auditExportUnderWay.deleteMany({ where: { leasedUntil: { lt: new Date(now - 3_600_000) } } });
}
