import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { toPrefixQuery, typedWords } from '../db/prefix-query';
import { Prisma } from '../db/sql';
import type { CorrespondentAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { findContacts } from './find-contacts';

/** As many as a person looks through. */
const answersMax = 10;

/**
 * Whom somebody may mean who types `q`: every word of it begins a word of the name or address, case and accents ignored.
 * Correspondents of the mailbox first, the latest first; then who stands in its address book, and open mailboxes of the own organisation, by
 * name. No address comes twice.
 * @throws AppError `not-found` for a mailbox the actor may not use
 */
export async function completeCorrespondents(
  services: Pick<Services, 'db'>,
  actor: UserActor,
  { mailbox, q }: { mailbox: string; q: string },
): Promise<CorrespondentAnswer[]> {
  if (!can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
  const typed = typedWords(q);
  if (typed.length === 0) return [];
  const words = toPrefixQuery(typed);
  const known = await knownTo(services.db, actor.organisationId, mailbox, words);
  const booked = await bookedIn(services.db, actor.organisationId, mailbox, typed);
  // each branch uses its own index: an OR over both tables could use none
  const own = await services.db.$queryRaw<Found[]>`
    SELECT a.address, m.name FROM (
      SELECT id FROM mailboxes
      WHERE organisation_id = ${actor.organisationId}::uuid
        AND words @@ to_tsquery('simple', ${words})
      UNION
      SELECT b.mailbox_id FROM mailbox_addresses b JOIN mailboxes o ON o.id = b.mailbox_id
      WHERE o.organisation_id = ${actor.organisationId}::uuid
        AND b.words @@ to_tsquery('simple', ${words})
    ) AS found
    JOIN mailboxes m ON m.id = found.id AND m.closed_at IS NULL
    JOIN mailbox_addresses a ON a.mailbox_id = m.id AND a.is_primary
    ORDER BY m.name, a.address LIMIT ${2 * answersMax}`;
  const all = [
    ...[...known, ...booked].map(({ address, name, colleague }) => ({
      address,
      name,
      source: 'known' as const,
      mark: colleague ? ('colleague' as const) : ('outside' as const),
    })),
    ...own.map((found) => ({ ...found, source: 'organisation' as const, mark: 'colleague' as const })),
  ];
  const seen = new Set<string>();
  return all.filter(({ address }) => !seen.has(address) && seen.add(address)).slice(0, answersMax);
}

/** How many of the latest are looked through one by one. */
const latestMax = 1_000;

/**
 * The latest of a mailbox's correspondents whose words fit. One who stands among the latest is found by looking there; where that does not
 * give enough, the words are rare, and their own index has few. The planner cannot know which, and one statement would
 * sometimes sort a hundred thousand, sometimes read them all.
 */
async function knownTo(
  db: Services['db'],
  organisationId: string,
  mailbox: string,
  words: string,
): Promise<Known[]> {
  const latest = Prisma.sql`(SELECT * FROM correspondents WHERE mailbox_id = ${mailbox}::uuid ORDER BY last_used_at DESC LIMIT ${latestMax})`;
  const frequent = await namedOf(
    db,
    organisationId,
    Prisma.sql`SELECT * FROM ${latest} AS l WHERE l.words @@ to_tsquery('simple', ${words})`,
  );
  if (frequent.length === answersMax) return frequent;
  return namedOf(
    db,
    organisationId,
    Prisma.sql`SELECT * FROM correspondents WHERE words @@ to_tsquery('simple', ${words}) AND mailbox_id = ${mailbox}::uuid`,
  );
}

/** Addresses of the mailbox's address book whose contacts' words fit, by name. */
async function bookedIn(
  db: Services['db'],
  organisationId: string,
  mailbox: string,
  words: readonly string[],
): Promise<Known[]> {
  const contacts = await findContacts(db, { mailbox, words, rowsMax: answersMax });
  const entries = contacts.flatMap(({ name, addresses }) => addresses.map((address) => ({ name, address })));
  if (entries.length === 0) return [];
  return db.$queryRaw<Known[]>`
    SELECT e.address, coalesce(m.name, nullif(e.name, '')) AS name, m.id IS NOT NULL AS colleague
    FROM unnest(${entries.map(({ address }) => address)}::text[], ${entries.map(({ name }) => name)}::text[])
      WITH ORDINALITY AS e(address, name, place)
    LEFT JOIN (mailbox_addresses a JOIN mailboxes m
      ON m.id = a.mailbox_id AND m.organisation_id = ${organisationId}::uuid) ON a.address = e.address
    ORDER BY e.place`;
}

/** A colleague has the name of her mailbox, however she was written to; somebody of the address book the one she has there. */
function namedOf(db: Services['db'], organisationId: string, found: Prisma.Sql): Promise<Known[]> {
  return db.$queryRaw<Known[]>`
    WITH found AS MATERIALIZED (${found}),
    c AS MATERIALIZED (SELECT * FROM found ORDER BY last_used_at DESC, address LIMIT ${answersMax})
    SELECT c.address, coalesce(m.name, nullif(b.name, ''), c.display_name) AS name, m.id IS NOT NULL AS colleague
    FROM c LEFT JOIN (contact_addresses e JOIN contacts b ON b.id = e.contact_id)
      ON e.mailbox_id = c.mailbox_id AND e.address = c.address
    LEFT JOIN (mailbox_addresses a JOIN mailboxes m
      ON m.id = a.mailbox_id AND m.organisation_id = ${organisationId}::uuid) ON a.address = c.address
    ORDER BY c.last_used_at DESC, c.address`;
}

type Found = { address: string; name: string | null };
type Known = Found & { colleague: boolean };
