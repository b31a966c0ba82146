import 'server-only';
import { v7 as uuid } from 'uuid';
import { appendEntry, type NewAuditEntry } from '../../lib/audit/trail/append-entry';
import { hashPassword, matchesPassword } from '../../lib/auth/password-hash';
import type { Tx } from '../../lib/db/transaction';
import type { Services } from '../../lib/services';
import { type DemoAccount, demoAccounts } from './demo-accounts';
import { type DemoOrganisation, demoOrganisations } from './demo-organisations';

/** A demo account as it stands; `changed` when its person has chosen another password since. */
export type SeededAccount = DemoAccount & { changed: boolean };

/**
 * Fills an empty database with the demo organisations, in one transaction; anything else is left as it is. Returns the
 * demo accounts that are there. Where the file with the passwords was lost, the demo accounts get new ones.
 */
export async function seedDemo(
  { db, config }: Pick<Services, 'db' | 'config'>,
  dataDir: string,
): Promise<SeededAccount[]> {
  const { takeBackSeconds } = config.limits;
  const { accounts, isNew } = await demoAccounts(dataDir);
  const hashes = new Map<string, string>();
  if (isNew || (await db.organisation.count()) === 0) {
    for (const { email, password } of accounts) hashes.set(email, await hashPassword(password));
  }
  await db.$transaction(
    async (tx) => {
      // An entry gives its transaction two seconds, which a busy machine needs for less than this; nothing else runs yet.
      await tx.$executeRaw`SET LOCAL transaction_timeout = '60s'`;
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('pli demo seed'))`;
      const isEmpty = (await tx.organisation.count()) === 0;
      if (isEmpty) {
        const entries: NewAuditEntry[] = [];
        for (const organisation of demoOrganisations)
          entries.push(...(await addOrganisation(tx, { ...organisation, takeBackSeconds }, hashes)));
        // last: from its first entry on, a transaction has two seconds
        for (const entry of entries) await appendEntry(tx, entry);
      } else if (isNew)
        for (const [email, passwordHash] of hashes)
          await tx.user.updateMany({ where: { email }, data: { passwordHash } });
    },
    { timeout: 30_000, maxWait: 30_000 },
  );
  return withState(db, accounts);
}

async function withState(db: Services['db'], accounts: readonly DemoAccount[]): Promise<SeededAccount[]> {
  const users = await db.user.findMany({
    where: { email: { in: accounts.map(({ email }) => email) }, closedAt: null },
    select: { email: true, passwordHash: true },
  });
  const hashOf = new Map(users.map((user) => [user.email, user.passwordHash]));
  const there = accounts.filter(({ email }) => hashOf.has(email));
  return Promise.all(
    there.map(async (account) => ({
      ...account,
      changed: !(await matchesPassword(hashOf.get(account.email) ?? null, account.password)),
    })),
  );
}

/** @returns what is to be said of it in the audit trail */
async function addOrganisation(
  tx: Tx,
  demo: DemoOrganisation & { takeBackSeconds: number },
  hashes: ReadonlyMap<string, string>,
): Promise<NewAuditEntry[]> {
  const organisationId = uuid();
  await tx.organisation.create({
    data: {
      id: organisationId,
      name: demo.name,
      locale: 'fr',
      takeBackSeconds: demo.takeBackSeconds,
      domains: { create: { domain: demo.domain } },
    },
  });
  const entries: NewAuditEntry[] = [];
  const userIds = new Map<string, string>();
  for (const { localPart, name, role } of demo.people) {
    const email = `${localPart}@${demo.domain}`;
    const id = uuid();
    userIds.set(localPart, id);
    await tx.user.create({
      data: { id, organisationId, email, displayName: name, role, passwordHash: hashes.get(email) ?? null },
    });
    entries.push({
      event: 'AccountCreated',
      actor: { kind: 'system' },
      client: null,
      organisationIds: [organisationId],
      detail: { account: email, role },
    });
    // An auditor reads the audit trail and nothing else: no mailbox.
    if (role !== 'auditor')
      await addMailbox(tx, { organisationId, kind: 'personal', name, address: email, userIds: [id] });
  }
  const members = demo.shared.members.flatMap((localPart) => userIds.get(localPart) ?? []);
  const address = `${demo.shared.localPart}@${demo.domain}`;
  await addMailbox(tx, { organisationId, kind: 'shared', name: demo.shared.name, address, userIds: members });
  return entries;
}

async function addMailbox(
  tx: Tx,
  box: {
    organisationId: string;
    kind: 'personal' | 'shared';
    name: string;
    address: string;
    userIds: readonly string[];
  },
): Promise<void> {
  await tx.mailbox.create({
    data: {
      id: uuid(),
      organisationId: box.organisationId,
      kind: box.kind,
      name: box.name,
      addresses: { create: { address: box.address } },
      members: { create: box.userIds.map((userId) => ({ userId })) },
    },
  });
}
