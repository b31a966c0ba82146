import { openSecret } from '../../lib/auth/one-time-secret';
import type { Services } from '../../lib/services';

/** The secret that the newest mail to an address would carry, read from the queued job; `token` as it stands in a link. */
export async function mailedSecret(
  { db, keys }: Pick<Services, 'db' | 'keys'>,
  address: string,
): Promise<{ secret: string; token: string }> {
  const row = await db.oneTimeCode.findFirst({
    where: { address },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  const jobs = await db.$queryRaw<{ data: { codeId: string; sealedSecret: string } }[]>`
    SELECT data FROM pgboss.job WHERE name = 'send-code'`;
  const job = jobs.find(({ data }) => data.codeId === row?.id);
  if (row === null || job === undefined) throw new Error(`nothing was mailed to ${address}`);
  const secret = openSecret(keys, row.id, job.data.sealedSecret);
  return { secret, token: `${row.id}.${secret}` };
}
