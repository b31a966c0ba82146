import 'server-only';
import type { Tx } from '../db/transaction';
import { lockedTransaction } from '../db/transaction';
import type { ObjectHome } from '../ports/object-store';
import type { Services } from '../services';

type Needed = Pick<Services, 'db' | 'objectStore' | 'clock' | 'config' | 'queue'>;

/**
 * Removes what the vault holds for an envelope, and for the parts that were made in it, and nothing names: replaced and abandoned uploads,
 * everything of a discarded draft, a part whose last letter let it go. What any letter or draft still names stays, whoever made it.
 * What is registered, sealed and swept of one home waits for one another, so nothing a seal counts on can go. Repeating it is harmless.
 * @returns until when the store keeps some of it under its object lock; null where it keeps nothing
 */
export async function sweepVault(
  services: Needed,
  { envelopeId }: { envelopeId: string },
): Promise<Date | null> {
  const locks: (Date | null)[] = [];
  const own = await services.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM envelopes WHERE id = ${envelopeId}::uuid FOR UPDATE`;
    return keepOnly(services, { envelopeId }, await namedUnderEnvelope(tx, envelopeId));
  }, lockedTransaction);
  const parts = await services.db.part.findMany({
    where: { madeIn: envelopeId },
    select: { id: true, home: true },
  });
  locks.push(own);
  let mayStillCome = false;
  for (const { id, home } of parts) {
    const swept = await sweepPart(services, id, home === 'part');
    locks.push(swept.lockedUntil);
    mayStillCome ||= swept.mayStillCome;
  }
  if (mayStillCome)
    await services.db.$transaction((tx) => planSweep(services, tx, envelopeId, { now: false }));
  const times = locks.flatMap((lock) => lock?.getTime() ?? []);
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

/** Digests of what lies under the envelope's own id and is named: manifests, and parts of version 1. */
async function namedUnderEnvelope(tx: Tx, envelopeId: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ sha256: string }[]>`
    SELECT s.sha256 FROM parts p JOIN segments s ON s.part_id = p.id
    WHERE p.made_in = ${envelopeId}::uuid AND p.home = 'envelope'
      AND EXISTS (SELECT FROM part_uses u WHERE u.part_id = p.id AND u.released_at IS NULL)
    UNION ALL
    SELECT e.manifest_sha256 FROM envelopes e WHERE e.id = ${envelopeId}::uuid AND e.manifest_sha256 IS NOT NULL
      AND EXISTS (SELECT FROM envelope_keys k WHERE k.envelope_id = e.id AND k.packet IS NOT NULL)`;
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** Longer than any request to the vault lasts (lib/http/web-server.ts), and a minute for clocks that differ. */
const longestPutSeconds = 960;

type Swept = { mayStillCome: boolean; lockedUntil: Date | null };

/**
 * One part, its row locked against registration and new uses. Its row goes with it when nothing remembers it.
 * @returns whether a request that was signed can still bring bytes: then it must be swept again
 */
function sweepPart(services: Needed, partId: string, hasOwnHome: boolean): Promise<Swept> {
  return services.db.$transaction(async (tx) => {
    const [part] = await tx.$queryRaw<{ signedAt: Date | null }[]>`
      SELECT signed_at AS "signedAt" FROM parts WHERE id = ${partId}::uuid FOR UPDATE`;
    if (!part) return { mayStillCome: false, lockedUntil: null };
    let lockedUntil: Date | null = null;
    const uses = await tx.partUse.findMany({ where: { partId }, select: { releasedAt: true } });
    const isHeld = uses.some(({ releasedAt }) => releasedAt === null);
    if (!isHeld) await tx.segment.deleteMany({ where: { partId } });
    if (hasOwnHome) {
      const segments = await tx.segment.findMany({ where: { partId }, select: { sha256: true } });
      lockedUntil = await keepOnly(services, { partId }, new Set(segments.map(({ sha256 }) => sha256)));
    }
    const waited = services.clock.now().getTime() - sweepAfterSeconds(services) * 1_000;
    const mayStillCome = part.signedAt !== null && part.signedAt.getTime() > waited;
    if (uses.length === 0 && !mayStillCome) {
      const downloads = await tx.partDownload.count({ where: { partId } });
      if (downloads === 0) await tx.part.delete({ where: { id: partId }, select: { id: true } });
    }
    return { mayStillCome, lockedUntil };
  }, lockedTransaction);
}

async function keepOnly(
  { objectStore }: Pick<Services, 'objectStore'>,
  home: ObjectHome,
  named: ReadonlySet<string>,
): Promise<Date | null> {
  const stored = await objectStore.list(home);
  const unnamed = [...stored.keys()].filter((sha256) => !named.has(sha256));
  return unnamed.length > 0 ? (await objectStore.remove(home, unnamed)).lockedUntil : null;
}

/** When no signed request can bring anything any more. */
const sweepAfterSeconds = ({ config }: Pick<Services, 'config'>) =>
  config.limits.signedPutSeconds + longestPutSeconds;

/**
 * Plans a sweep for the time when no signed request can bring anything any more, besides one at once where `now` is set.
 * One waiting sweep an envelope is enough: it plans another where something was signed since.
 */
export async function planSweep(
  services: Pick<Services, 'queue' | 'config'>,
  tx: Tx,
  envelopeId: string,
  { now }: { now: boolean },
): Promise<void> {
  if (now) await services.queue.enqueue(tx, 'sweep-vault', { envelopeId }, { key: `${envelopeId} now` });
  await services.queue.enqueue(
    tx,
    'sweep-vault',
    { envelopeId },
    { key: envelopeId, startAfterSeconds: sweepAfterSeconds(services) },
  );
}
