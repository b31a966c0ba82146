import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import type { Services } from '../services';
import { assertAdmits } from './envelope';
import { usableMailbox } from './usable-mailbox';
import type { CreateDraftRequest } from './wire';

/**
 * Makes a draft under the id and the key packet that the author's browser made. Repeating it is harmless; a second key
 * packet is refused, because what is already stored is encrypted under the first.
 * @throws AppError `not-found` for a foreign mailbox or somebody else's id, `conflict`
 */
export async function createDraft(
  services: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { envelopeId, mailboxId, keyPacket }: CreateDraftRequest & { envelopeId: string },
): Promise<void> {
  const mailbox = await usableMailbox(services.db, actor, mailboxId);
  const packet = Buffer.from(keyPacket, 'base64');
  const now = services.clock.now();
  const made = await services.db.envelope.createMany({
    data: {
      id: envelopeId,
      organisationId: mailbox.organisationId,
      mailboxId,
      authorUserId: actor.userId,
      keyPacket: packet,
      createdAt: now,
      updatedAt: now,
    },
    skipDuplicates: true,
  });
  if (made.count === 1) return;
  const present = await services.db.envelope.findUnique({ where: { id: envelopeId } });
  if (!present || !can(actor, 'draft.write', present)) throw new AppError('not-found');
  assertAdmits(present.state, 'save');
  if (!packet.equals(present.keyPacket)) throw new AppError('conflict');
}
