import { appendEntry } from '../../lib/audit/trail/append-entry';
import type { Services } from '../../lib/services';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';

/** Adds that many entries of one organisation, each unlike the others, and integrates all that wait. */
export async function growLog(services: Services, organisationId: string, count: number): Promise<void> {
  await services.db.$transaction(
    async (tx) => {
      // many in one transaction may take longer than one entry's may
      await tx.$executeRaw`SET LOCAL transaction_timeout = '60s'`;
      for (let n = 0; n < count; n++)
        await appendEntry(tx, {
          event: 'SignedIn',
          actor: { kind: 'system' },
          client: null,
          organisationIds: [organisationId],
          detail: { n },
        });
    },
    { timeout: 60_000 },
  );
  await integrateAll(services);
}
