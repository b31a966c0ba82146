import { AppError } from '../../lib/errors';
import { liftHold } from '../../lib/retention/lift-hold';
import { setHold } from '../../lib/retention/set-hold';
import type { Act } from './act';
import type { Outcome } from './letter';
import type { World } from './real-world';

const client = { address: '192.0.2.7', agent: 'model' };

/** An administrator holds a letter, by its number, or lets go of it. */
export async function holdReally(
  { services, letters, administrators, organisations }: World,
  act: Extract<Act, { act: 'hold' | 'lift' }>,
): Promise<Outcome> {
  const actor = administrators[act.organisation];
  const envelopeId = letters[act.letter]?.envelopeId ?? '';
  try {
    if (act.act === 'hold') await setHold(services, { actor, client, envelopeId, why: 'Contentieux' });
    else {
      const where = { envelopeId, organisationId: organisations[act.organisation], liftedAt: null };
      const { id: holdId } = await services.db.retentionHold.findFirstOrThrow({ where });
      await liftHold(services, { actor, client, holdId });
    }
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
