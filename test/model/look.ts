import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import type { Model } from './letter';
import type { World } from './real-world';

/**
 * The log takes up every entry and verifies; every row of a sealed letter agrees with seal and log; all that a letter refers to lies in the
 * vault.
 * @throws Error in words
 */
export async function look(world: World, model: Model): Promise<void> {
  const { services } = world;
  await integrateAll(services);
  const { faults, faultCount } = await verifyLog(services);
  if (faultCount > 0) throw new Error(`the self-check finds ${JSON.stringify(faults)}`);
  for (const [n, letter] of model.letters.entries()) {
    if (letter.state === 'discarded') continue;
    const { referenced, stored } = await vaultOf(world, n);
    const missing = referenced.filter((sha256) => !stored.includes(sha256));
    if (missing.length > 0) throw new Error(`letter ${n}: ${missing.length} segments are not in the vault`);
  }
}

/**
 * Nothing lies in the vault that no letter refers to. For when every sweep has been done.
 * @throws Error in words
 */
export async function lookForLeftovers(world: World, model: Model): Promise<void> {
  for (const [n, { state }] of model.letters.entries()) {
    if (state === 'draft') continue;
    const { referenced, stored } = await vaultOf(world, n);
    const left = stored.filter((sha256) => !referenced.includes(sha256));
    if (left.length > 0)
      throw new Error(`letter ${n} (${state}): ${left.length} objects that nothing refers to`);
  }
}

async function vaultOf({ services, letters }: World, n: number) {
  const envelopeId = letters[n]?.envelopeId ?? '';
  const parts = await services.db.part.findMany({
    where: { madeIn: envelopeId },
    include: { segments: true, uses: { where: { releasedAt: null } } },
  });
  const homes = [
    { envelopeId },
    ...parts.filter(({ home }) => home === 'part').map(({ id }) => ({ partId: id })),
  ];
  const stored = await Promise.all(homes.map((home) => services.objectStore.list(home)));
  // of a letter whose last key is gone, nothing has to be there
  const { manifestSha256 } =
    (await services.db.envelope.findUnique({
      where: { id: envelopeId, keys: { some: { packet: { not: null } } } },
      select: { manifestSha256: true },
    })) ?? {};
  const held = parts.filter(({ uses }) => uses.length > 0).flatMap(({ segments }) => segments);
  return {
    referenced: [...held.map(({ sha256 }) => sha256), ...(manifestSha256 ? [manifestSha256] : [])],
    stored: stored.flatMap((sizes) => [...sizes.keys()]),
  };
}
