import { createHandlers } from '../../lib/worker/handlers';
import type { Act } from './act';
import { killedBeforeCommit } from './killed';
import type { Job, Outcome } from './letter';
import { copyKey, type World } from './real-world';

/**
 * Takes the job from the queue and has the worker's own handler do it, or die of it: `again` when it waits for another try.
 * @throws Error when no such job waits
 */
export async function workReally(
  world: World,
  job: Job,
  { mood, end }: Pick<Extract<Act, { act: 'work' }>, 'mood' | 'end'>,
): Promise<Outcome> {
  const { db } = world.services;
  const about = job.box
    ? (world.copies.get(copyKey(job.letter, job.box))?.id ?? '')
    : world.letters[job.letter]?.envelopeId;
  const [row] = await db.$queryRaw<{ id: string; data: never }[]>`
    UPDATE pgboss.job SET state = 'active', started_on = now() WHERE (name, id) = (
      SELECT name, id FROM pgboss.job WHERE name = ${job.name} AND state = ${job.tried ? 'retry' : 'created'}::pgboss.job_state
        AND data->>${job.box ? 'recipientId' : 'envelopeId'} = ${about} AND coalesce((data->>'again')::boolean, false) = ${job.again}
        AND coalesce((data->>'addendum')::int, 0) = ${job.addendum}
      ORDER BY created_on, id LIMIT 1) RETURNING id, data`;
  if (!row) throw new Error(`no job ${JSON.stringify(job)}`);
  world.mail.mood = mood;
  const services = end === 'killed-before-commit' ? killedBeforeCommit(world.services) : world.services;
  const isDone = await createHandlers(services)
    [job.name](row.data, { number: 1, last: mood === 'given-up' })
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof TypeError) throw error;
        return false;
      },
    );
  const state = isDone && end === 'done' ? 'completed' : 'retry';
  await db.$executeRaw`UPDATE pgboss.job SET state = ${state}::pgboss.job_state WHERE name = ${job.name} AND id = ${row.id}::uuid`;
  return state === 'completed' ? 'done' : 'again';
}
