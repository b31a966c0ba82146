import 'server-only';
import { monthBefore } from '../envelope/vault-key';
import type { Services } from '../services';

/**
 * Destroys the vault's keys of months that are over for everybody's clock and that no letter and no draft is wrapped to any more:
 * from then on no backup of the database opens a letter of that month. A key that was lost is not reported as destroyed.
 */
export async function retireMonthKeys({
  db,
  clock,
  keys,
  log,
}: Pick<Services, 'db' | 'clock' | 'keys' | 'log'>): Promise<void> {
  const now = clock.now();
  // two days more: no clock of another machine still gives it out
  const stillTaken = monthBefore(new Date(now.getTime() - 2 * 86_400_000));
  const unused = await db.$queryRaw<{ name: string }[]>`
    SELECT v.name FROM vault_keys v WHERE v.name < ${stillTaken} AND v.destroyed_at IS NULL
    AND NOT EXISTS (SELECT FROM envelope_keys k WHERE k.vault_key = v.name AND k.packet IS NOT NULL)`;
  for (const { name } of unused) {
    await keys.months.destroy(name);
    await db.vaultKey.updateMany({ where: { name, destroyedAt: null }, data: { destroyedAt: now } });
    log.info({ month: name }, 'vault key destroyed: no letter of its month is left');
  }
}
