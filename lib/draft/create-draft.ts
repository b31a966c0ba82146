import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { assertDraft } from '../envelope/envelope';
import { unwraps } from '../envelope/release-content-key';
import type { CreateDraftRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { usableMailbox } from '../mailbox/usable-mailbox';
import type { Services } from '../services';

/**
 * Makes a draft under the id and the key packet that the author's browser made. Repeating it is harmless; a second key
 * packet is refused, because what is already stored is encrypted under the first; so is one that the vault's key does not
 * unwrap, because what is sealed under it nobody could ever open.
 * @throws AppError `not-found` for a foreign mailbox or somebody else's id, `bad-request` for such a packet, `conflict`
 */
export async function createDraft(
  services: Pick<Services, 'db' | 'clock' | 'keys'>,
  actor: UserActor,
  { envelopeId, mailboxId, keyPacket }: CreateDraftRequest & { envelopeId: string },
): Promise<void> {
  const mailbox = await usableMailbox(services.db, actor, mailboxId);
  const packet = Buffer.from(keyPacket, 'base64');
  if (!(await unwraps(services.keys, packet))) throw new AppError('bad-request');
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
  assertDraft(present.state);
  if (!packet.equals(present.keyPacket)) throw new AppError('conflict');
}
