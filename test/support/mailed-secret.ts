import { answerPasswordReset } from '../../lib/auth/answer-password-reset';
import { openSecret } from '../../lib/auth/one-time-secret';
import type { Jobs } from '../../lib/ports/queue';
import type { Services } from '../../lib/services';

/** Does what the worker would with requests for a new password. */
async function answerPasswordResets(services: Needed): Promise<void> {
  const asked = await services.db.$queryRaw<{ id: string; data: Jobs['password-reset'] }[]>`
    UPDATE pgboss.job SET state = 'completed' WHERE name = 'password-reset' AND state = 'created' RETURNING id, data`;
  for (const { data } of asked) await answerPasswordReset(services, data);
}

type Needed = Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>;

/** The secret that the newest mail to an address would carry, read from the queued job; `token` as it stands in a link. */
export async function mailedSecret(
  services: Needed,
  address: string,
): Promise<{ secret: string; token: string }> {
  await answerPasswordResets(services);
  const { db, keys } = services;
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
