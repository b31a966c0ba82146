import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { assertDraft } from '../envelope/envelope';
import { unwraps, vaultHolder } from '../envelope/release-content-key';
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
  const isMade = await services.db.$transaction(async (tx) => {
    const { count } = await tx.envelope.createMany({
      data: {
        id: envelopeId,
        organisationId: mailbox.organisationId,
        mailboxId,
        ...authorOf(actor),
        createdAt: now,
        updatedAt: now,
      },
      skipDuplicates: true,
    });
    if (count === 1)
      await tx.envelopeKey.create({ data: { envelopeId, ...vaultHolder, packet }, select: { holder: true } });
    return count === 1;
  });
  if (isMade) return;
  const present = await services.db.envelope.findUnique({
    where: { id: envelopeId },
    include: { keys: { where: { holder: vaultHolder.holder } } },
  });
  if (!present || !can(actor, 'draft.write', present)) throw new AppError('not-found');
  assertDraft(present.state);
  if (!packet.equals(present.keys[0]?.packet ?? Buffer.alloc(0))) throw new AppError('conflict');
}

/** Who writes, and by what way: a program writes as the person whose token it holds. */
function authorOf({ userId, token }: UserActor) {
  return token
    ? { authorKind: 'token', authorId: userId, origin: 'api' }
    : { authorKind: 'user', authorId: userId, origin: 'browser' };
}
