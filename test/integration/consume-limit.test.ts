import { describe, expect, it } from 'vitest';
import { consumeLimit } from '../../lib/limits/consume-limit';
import { withTestDatabase } from '../support/database';

const database = withTestDatabase();
const limit = { points: 10, seconds: 60 };

describe('counting requests', () => {
  it('lets exactly the allowed number through, however many come at once', async () => {
    const race = await Promise.allSettled(
      Array.from({ length: 25 }, () => consumeLimit(database.db, 'GET /x', 'anne', limit)),
    );
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const refused = race.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    for (const reason of refused) {
      expect(reason).toMatchObject({ code: 'too-many-requests' });
      expect(reason.detail.seconds).toBeGreaterThan(30);
      expect(reason.detail.seconds).toBeLessThanOrEqual(60);
    }
  });

  it('counts each person and each route alone', async () => {
    const once = { points: 1, seconds: 60 };
    await consumeLimit(database.db, 'GET /y', 'anne', once);
    await consumeLimit(database.db, 'GET /y', 'bob', once);
    await consumeLimit(database.db, 'GET /z', 'anne', once);
    await expect(consumeLimit(database.db, 'GET /y', 'anne', once)).rejects.toMatchObject({
      code: 'too-many-requests',
    });
  });

  it('begins anew when the window is over', async () => {
    const once = { points: 1, seconds: 60 };
    await consumeLimit(database.db, 'GET /w', 'anne', once);
    await expect(consumeLimit(database.db, 'GET /w', 'anne', once)).rejects.toThrow();
    const past = new Date(Date.now() - 1);
    await database.db.rateLimiterFlexible.updateMany({
      where: { expire: { gt: past } },
      data: { expire: past },
    });
    await consumeLimit(database.db, 'GET /w', 'anne', once);
    await expect(consumeLimit(database.db, 'GET /w', 'anne', once)).rejects.toThrow();
  });
});
