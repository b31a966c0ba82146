import 'server-only';
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { GuestActor, UserActor } from '../../lib/access/actor';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { mailboxesSql } from '../../lib/auth/mailboxes-sql';
import { type UserRow, userActorOf } from '../../lib/auth/user-actor';
import { discardDraft } from '../../lib/draft/discard-draft';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Services } from '../../lib/services';
import { type DemoLetter, demoLetters } from './demo-letters';
import { demoOrganisations } from './demo-organisations';
import { type DemoPlace, startClient, writeDemoLetter } from './write-demo-letter';

const fileName = 'demo-letters.json';
/** Wanted letters by their key, with the id that each has from the beginning; none once all of them are made. */
const wantedLetters = z.strictObject({ wanted: z.record(z.string(), z.uuid()) });

/** Notes, before the demo organisations are made, that they are to get letters. Noted again, it stays as it was. */
export async function wantDemoLetters({ db }: Pick<Services, 'db'>, dataDir: string): Promise<void> {
  if ((await db.organisation.count()) > 0 || (await readWanted(dataDir)) !== null) return;
  const wanted = Object.fromEntries(demoLetters('fr').map(({ key }) => [key, uuidv7()]));
  await writeWhole(dataDir, { wanted });
}

/**
 * Makes the letters of the demo that are wanted and not there yet, through the use cases that make every other, and then wants none: a
 * start that was killed goes on where it was, and makes none twice. Later starts read one small file.
 * @param filesDir where the files lie that hang on them
 */
export async function makeDemoLetters(services: Services, dataDir: string, filesDir: string): Promise<void> {
  const wanted = await readWanted(dataDir);
  if (wanted === null || Object.keys(wanted).length === 0) return;
  const domains = demoOrganisations.map(({ domain }) => domain);
  const demo = { domains: { some: { domain: { in: domains } } } };
  // what is to be answered, opened and withdrawn at once is released at once
  await services.db.organisation.updateMany({ where: demo, data: { takeBackSeconds: 0 } });
  for (const letter of demoLetters(await localeOfReader(services))) {
    const envelopeId = wanted[letter.key];
    const inReplyTo = letter.answers === undefined ? null : (wanted[letter.answers] ?? null);
    if (envelopeId !== undefined) await makeLetter(services, letter, { envelopeId, inReplyTo, filesDir });
  }
  await services.db.session.deleteMany({ where: { clientAgent: startAgent } });
  const { takeBackSeconds } = services.config.limits;
  await services.db.organisation.updateMany({ where: demo, data: { takeBackSeconds } });
  await writeWhole(dataDir, { wanted: {} });
}

async function makeLetter(
  services: Services,
  letter: DemoLetter,
  place: Omit<DemoPlace, 'mailboxId'>,
): Promise<void> {
  const { db } = services;
  const { envelopeId } = place;
  const author = await (letter.byGuest ? guestBy : memberBy)(services, letter.author);
  const { mailboxId } = await db.mailboxAddress.findUniqueOrThrow({ where: { address: letter.from } });
  const found = await db.envelope.findUnique({ where: { id: envelopeId }, select: { state: true } });
  // half a letter, of a start that was killed
  if (found?.state === 'draft') await discardDraft(services, author, envelopeId);
  if (found?.state !== 'sealed') await writeDemoLetter(services, author, letter, { ...place, mailboxId });
  const recipient = await db.recipient.findFirstOrThrow({ where: { envelopeId } });
  if (letter.fate === 'withdrawn' && author.kind === 'user') {
    const recipientId = recipient.id;
    await withdrawAccess(services, { actor: author, client: startClient, envelopeId, recipientId });
  }
  if (letter.fate !== 'opened' || recipient.openedAt !== null) return;
  const { to } = letter;
  const reader = to.guest ? await guestBy(services, to.address) : await memberBy(services, to.address);
  await openEnvelope(services, { actor: reader, client: startClient, reference: recipient.reference });
}

/** The language of whose inbox it is. */
async function localeOfReader(services: Services): Promise<'fr' | 'en'> {
  const [report] = demoLetters('fr').filter(({ key }) => key === 'report');
  return (await memberBy(services, report?.to.address ?? '')).locale;
}

/** Marks the sessions that a start acts in; it ends them, and one that is killed leaves them minutes. */
const startAgent = 'Pli, first start';
const startMinutes = 10;

/** A session to act in: rights are read again by it, and nobody has its cookie. */
async function startSessionOf(
  { db, clock }: Services,
  owner: { userId: string } | { guestId: string },
): Promise<string> {
  const expiresAt = new Date(clock.now().getTime() + startMinutes * 60_000);
  const { id } = await db.session.create({
    data: { id: uuidv7(), ...owner, expiresAt, clientAgent: startAgent },
  });
  return id;
}

/** A person of the demo, who acts without having signed in. */
async function memberBy(services: Services, email: string): Promise<UserActor> {
  const { db, clock } = services;
  const [row] = await db.$queryRaw<UserRow[]>`
    SELECT u.id AS user_id, u.organisation_id, u.role::text AS role, u.email, u.display_name, u.locale,
      ${mailboxesSql(clock.now())} AS mailboxes
    FROM users u WHERE u.email = ${email}`;
  if (!row) throw new Error(`nobody of the demo has the address ${email}`);
  return userActorOf(row, await startSessionOf(services, { userId: row.user_id }));
}

/** A guest who has opened what was sent to the address; her mailbox was made by the seal. */
async function guestBy(services: Services, address: string): Promise<GuestActor> {
  const { db } = services;
  const guest = await db.guest.upsert({ where: { address }, create: { id: uuidv7(), address }, update: {} });
  const { mailboxId: id } = await db.mailboxAddress.findUniqueOrThrow({ where: { address } });
  const mailboxes = [{ id, rights: ['read', 'send'] as const }];
  const sessionId = await startSessionOf(services, { guestId: guest.id });
  return { kind: 'guest', guestId: guest.id, sessionId, address, locale: 'fr', mailboxes };
}

async function readWanted(dataDir: string): Promise<Record<string, string> | null> {
  try {
    const text = await readFile(path.join(dataDir, fileName), 'utf8');
    return wantedLetters.parse(JSON.parse(text)).wanted;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The file is there whole or as it was. */
async function writeWhole(dataDir: string, content: z.infer<typeof wantedLetters>): Promise<void> {
  const file = path.join(dataDir, fileName);
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(own, file);
}
