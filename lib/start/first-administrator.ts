import 'server-only';
import { createInterface } from 'node:readline/promises';
import { v7 as uuid } from 'uuid';
import { normaliseAddress, parseAddress } from '../address/address';
import { appendEntry } from '../audit/trail/append-entry';
import { hashSecret, newLinkSecret, passwordLink } from '../auth/one-time-secret';
import type { Services } from '../services';

export type FirstAdministrator = { email: string; name: string; organisation: string };

const linkDays = 7;
const dayMilliseconds = 86_400_000;

/** Whether nobody can sign in yet: there is no organisation, or its only account has no password so far. */
export async function needsFirstAdministrator({ db }: Pick<Services, 'db'>): Promise<boolean> {
  return (await db.user.count({ where: { passwordHash: { not: null } } })) === 0;
}

/** Asks on the terminal; null where there is none, or the person ends the input. */
export async function askForAdministrator(): Promise<FirstAdministrator | null> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const left = new AbortController();
  terminal.once('close', () => left.abort());
  const ask = (question: string) => terminal.question(question, { signal: left.signal });
  try {
    process.stdout.write('\nPli is empty. Who is its first administrator?\n');
    let email = '';
    while (parseAddress(email) === null) email = await ask('  E-mail address: ');
    email = normaliseAddress(email);
    const name = (await ask('  Name: ')).trim() || email;
    const organisation = (await ask('  Organisation: ')).trim() || domainOf(email);
    return { email, name, organisation };
  } catch (error) {
    if (left.signal.aborted) return null;
    throw error;
  } finally {
    terminal.close();
  }
}

/**
 * Makes the organisation and its administrator where they are not there yet, and a link (seven days, once) under which the
 * password is chosen. Asking again gives a fresh link as long as no password was chosen.
 */
export async function createFirstAdministrator(
  services: Services,
  wanted: FirstAdministrator,
): Promise<string> {
  const email = normaliseAddress(wanted.email);
  const codeId = uuid();
  const secret = newLinkSecret();
  await services.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('pli first administrator'))`;
    if (!(await tx.user.findUnique({ where: { email } })))
      await addAccount(services, tx, { ...wanted, email });
    await tx.oneTimeCode.create({
      data: {
        id: codeId,
        purpose: 'invitation',
        address: email,
        codeHash: new Uint8Array(hashSecret(services.keys, codeId, secret)),
        expiresAt: new Date(services.clock.now().getTime() + linkDays * dayMilliseconds),
      },
    });
  });
  return passwordLink(services.config.publicUrl, codeId, secret);
}

async function addAccount(
  { config }: Pick<Services, 'config'>,
  tx: Parameters<typeof appendEntry>[0],
  { email, name, organisation }: FirstAdministrator,
): Promise<void> {
  const organisationId = uuid();
  const userId = uuid();
  await tx.organisation.create({
    data: {
      id: organisationId,
      name: organisation,
      takeBackSeconds: config.limits.takeBackSeconds,
      domains: { create: { domain: domainOf(email) } },
    },
  });
  await tx.user.create({
    data: { id: userId, organisationId, email, displayName: name, role: 'administrator' },
  });
  await tx.mailbox.create({
    data: {
      id: uuid(),
      organisationId,
      kind: 'personal',
      name,
      addresses: { create: { address: email } },
      members: { create: { userId } },
    },
  });
  await appendEntry(tx, {
    event: 'AccountCreated',
    actor: { kind: 'system' },
    client: null,
    organisationIds: [organisationId],
    detail: { account: email, role: 'administrator' },
  });
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}
