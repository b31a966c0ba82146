import 'server-only';
import type { GuestActor, UserActor } from '../access/actor';
import { can, mailboxIdsWith } from '../access/policy';
import type { EnvelopeListAnswer, ListEnvelopesQuery } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { parseCursor } from './list-cursor';
import { listDrafts } from './list-drafts';
import { listItems } from './list-items';

/**
 * One page of what an actor has received, sent, filed or begun, newest first. The number of queries
 * does not depend on the number of rows, nor their cost on the age of the mailbox.
 * @throws AppError `not-found` for a mailbox the actor may not use or a folder that is not there for her, `bad-request` for a cursor that
 * is none, and a folder that is not asked for or missing
 */
export async function listEnvelopes(
  services: Pick<Services, 'db' | 'keys' | 'log'>,
  actor: UserActor | GuestActor,
  { box, mailbox, folder, cursor }: ListEnvelopesQuery,
): Promise<EnvelopeListAnswer> {
  if (mailbox !== undefined && !can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
  const after = parseCursor(cursor);
  if (box === 'folder' || folder !== undefined) {
    if (box !== 'folder' || folder === undefined || mailbox !== undefined)
      throw new AppError('bad-request', { detail: { field: 'folder' } });
    const found = await services.db.mailboxFolder.findUnique({ where: { id: folder } });
    if (found === null || !can(actor, 'mailbox.use', { id: found.mailboxId }))
      throw new AppError('not-found');
    const { id: folderId, mailboxId } = found;
    return listItems(services, { mailboxIds: [mailboxId], folder: 'own', folderId }, after);
  }
  if (box === 'drafts') return listDrafts(services, actor, mailbox, after);
  const mailboxIds = mailbox === undefined ? mailboxIdsWith(actor, 'read') : [mailbox];
  return listItems(services, { mailboxIds, folder: box }, after);
}
