import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/** A mailbox that sends, with what its organisation says about sending. */
export type UsableMailbox = {
  id: string;
  kind: string;
  name: string;
  organisationId: string;
  organisation: {
    id: string;
    name: string;
    locale: string;
    titleInNotification: boolean;
    takeBackSeconds: number;
  };
  addresses: { address: string }[];
};

type Row = Omit<UsableMailbox, 'organisation' | 'addresses'> & {
  organisationName: string;
  locale: string;
  titleInNotification: boolean;
  takeBackSeconds: number;
  addresses: string[];
};

/**
 * A mailbox the actor may send from, with its organisation and addresses, in one statement.
 * @throws AppError `not-found`
 */
export async function usableMailbox(
  tx: Pick<Tx, '$queryRaw'>,
  actor: UserActor,
  mailboxId: string,
): Promise<UsableMailbox> {
  if (!can(actor, 'mailbox.send', { id: mailboxId })) throw new AppError('not-found');
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT m.id, m.kind, m.name, o.id AS "organisationId", o.name AS "organisationName", o.locale,
      o.title_in_notification AS "titleInNotification", o.take_back_seconds AS "takeBackSeconds",
      ARRAY(SELECT a.address FROM mailbox_addresses a WHERE a.mailbox_id = m.id) AS addresses
    FROM mailboxes m JOIN organisations o ON o.id = m.organisation_id WHERE m.id = ${mailboxId}::uuid`;
  if (!row) throw new AppError('not-found');
  const { id, kind, name, organisationId, locale, titleInNotification, takeBackSeconds } = row;
  return {
    id,
    kind,
    name,
    organisationId,
    organisation: {
      id: organisationId,
      name: row.organisationName,
      locale,
      titleInNotification,
      takeBackSeconds,
    },
    addresses: row.addresses.map((address) => ({ address })),
  };
}
