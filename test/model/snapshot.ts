import { type Box, boxes, type Organisation, organisations, people, personOf } from './cast';
import type { Job, Letter, Model } from './letter';
import { boxOf, copyKey, type World } from './real-world';

/** All that is compared after every step, one fact a line, sorted; read from the model or from the rows. */
export type Snapshot = string[];

/** Entries and jobs that the model knows; others (the trail of people, upkeep) are no part of a letter's life. */
export const knownEvents = [
  'SubmissionAcceptance',
  'ConsignmentNotification',
  'ConsignmentNotificationFailure',
  'ContentHandover',
  'Released',
  'SentEnvelopeOpened',
  'TimestampObtained',
  'OpeningRefused',
  'WrongRecipientReported',
  'RecipientUnblocked',
  'NotificationRequested',
  'AccessWithdrawn',
  'RecipientAdded',
  'AvailabilityChanged',
  'TakenBack',
  'ContentDestroyed',
] as const;
export const knownJobs: readonly Job['name'][] = [
  'release',
  'notify',
  'timestamp',
  'tell-sender',
  'sweep-vault',
  'destroy-content',
  'purge-content',
];

/** What the model says. */
export function snapshotOf(model: Model): Snapshot {
  const letters = model.letters.flatMap((letter, n) =>
    letter.state === 'discarded' ? [] : linesOf(letter, n),
  );
  const jobs = model.jobs.map(({ name, letter, box }) => `job ${name} ${letter} ${box ?? '-'}`);
  return [...letters, ...jobs].sort();
}

function linesOf(letter: Letter, n: number): string[] {
  if (letter.state === 'draft') return [`letter ${n} draft from ${letter.from}`];
  const { accessUntil, stamped, takenBack, addenda, destroyed, held } = letter;
  return [
    `letter ${n} sealed from ${letter.from} until ${accessUntil}${stamped ? ' stamped' : ''}${takenBack ? ' taken back' : ''}${endOf(destroyed, held)}`,
    ...addenda.map((isStamped, k) => `addendum ${n} ${k + 1}${isStamped ? ' stamped' : ''}`),
    `item ${n} sent in ${letter.from} read`,
    ...letter.copies.flatMap((copy) => {
      const marks = (['released', 'withdrawn', 'blocked', 'reported', 'opened'] as const).filter(
        (one) => copy[one],
      );
      const line = `copy ${n} ${copy.box} ${copy.notification} ${marks.join(' ')} mails ${copy.rounds.filter(Boolean).length}`;
      return copy.released ? [line, `item ${n} inbox in ${copy.box}${copy.read ? ' read' : ''}`] : [line];
    }),
    ...Object.entries(letter.entries).map(([name, times]) => `entry ${n} ${name} x${times}`),
  ];
}

/** Whether its last key is gone, and who holds it. */
const endOf = (destroyed: boolean, held: readonly Organisation[]) =>
  `${destroyed ? ' without a key' : ''}${[...held].sort().map((one) => ` held by ${one}`)}`;

type Rows = {
  envelopes:
    | {
        id: string;
        state: string;
        mailbox: string;
        until: string | null;
        stamped: boolean;
        back: boolean;
        gone: boolean;
        held: string[];
      }[]
    | null;
  addenda: { envelope: string; number: number; stamped: boolean }[] | null;
  recipients:
    | {
        id: string;
        envelope: string;
        mailbox: string;
        reference: string;
        notification: string;
        released: boolean;
        withdrawn: boolean;
        blocked: boolean;
        reported: boolean;
        opened: boolean;
      }[]
    | null;
  items: Item[] | null;
  mailboxes: { id: string; number: number }[];
  entries:
    | {
        envelope: string;
        recipient: string | null;
        event: string;
        kind: string;
        actor: string | null;
        times: number;
      }[]
    | null;
  jobs: { name: string; data: { envelopeId?: string; recipientId?: string } }[] | null;
};
type Item = { id: string; mailbox: string; envelope: string; folder: string; read: boolean; number: number };

/** The change numbers of the mailboxes, and of each item with what it says. */
export type Numbers = {
  mailboxes: Map<string, number>;
  items: Map<string, { number: number; says: string; mailbox: string }>;
};

/** What the rows say, in one statement, and the mails that went out; learns the recipients of letters that were sealed meanwhile. */
export async function readSnapshot(world: World): Promise<{ lines: Snapshot; numbers: Numbers }> {
  const { db } = world.services;
  const mailboxIds = boxes.map((box) => world.mailboxes[box].id);
  const [row] = await db.$queryRaw<{ rows: Rows }[]>`
    WITH e AS (SELECT * FROM envelopes WHERE mailbox_id = ANY (${mailboxIds}::uuid[])),
    r AS (SELECT * FROM recipients WHERE envelope_id IN (SELECT id FROM e)),
    n AS (SELECT envelope_id AS envelope, recipient_id AS recipient, event, actor_kind AS kind, actor_id AS actor, count(*)::int AS times
      FROM audit_entries WHERE envelope_id IN (SELECT id FROM e) AND event = ANY (${[...knownEvents]}::text[]) GROUP BY 1, 2, 3, 4, 5),
    j AS (SELECT name, data FROM pgboss.job WHERE state IN ('created', 'retry') AND name = ANY (${[...knownJobs]}::text[]))
    SELECT json_build_object(
      'envelopes', (SELECT json_agg(json_build_object('id', id, 'state', state, 'mailbox', mailbox_id, 'until',
        access_until, 'stamped', timestamped_at IS NOT NULL, 'back', taken_back_at IS NOT NULL,
        'gone', NOT EXISTS (SELECT FROM envelope_keys k WHERE k.envelope_id = e.id AND k.packet IS NOT NULL),
        'held', ARRAY(SELECT h.organisation_id FROM retention_holds h WHERE h.envelope_id = e.id AND h.lifted_at IS NULL))) FROM e),
      'addenda', (SELECT json_agg(json_build_object('envelope', envelope_id, 'number', number, 'stamped', timestamp_response IS NOT NULL))
        FROM addenda WHERE envelope_id IN (SELECT id FROM e)),
      'recipients', (SELECT json_agg(json_build_object('id', id, 'envelope', envelope_id, 'mailbox', mailbox_id, 'reference', reference,
        'notification', notification_state, 'released', released_at IS NOT NULL, 'withdrawn', withdrawn_at IS NOT NULL,
        'blocked', blocked_at IS NOT NULL, 'reported', reported_at IS NOT NULL, 'opened', opened_at IS NOT NULL)) FROM r),
      'items', (SELECT json_agg(json_build_object('id', id, 'mailbox', mailbox_id, 'envelope', envelope_id, 'folder', folder,
        'read', read_at IS NOT NULL, 'number', change_number)) FROM mailbox_items WHERE mailbox_id = ANY (${mailboxIds}::uuid[])),
      'mailboxes', (SELECT json_agg(json_build_object('id', id, 'number', change_number)) FROM mailboxes
        WHERE id = ANY (${mailboxIds}::uuid[])),
      'entries', (SELECT json_agg(n) FROM n),
      'jobs', (SELECT json_agg(j) FROM j)) AS rows`;
  if (!row) throw new Error('a SELECT without FROM has one row');
  return { lines: toLines(world, row.rows), numbers: numbersOf(row.rows) };
}

function numbersOf({ items, mailboxes }: Rows): Numbers {
  return {
    mailboxes: new Map(mailboxes.map(({ id, number }) => [id, number])),
    items: new Map(
      (items ?? []).map(({ id, number, mailbox, folder, read }) => [
        id,
        { number, mailbox, says: `${folder} ${read}` },
      ]),
    ),
  };
}

function toLines(world: World, rows: Rows): Snapshot {
  const letterOf = new Map(world.letters.map(({ envelopeId }, n) => [envelopeId, n]));
  const boxOfRecipient = new Map<string, { letter: number; box: Box }>();
  const mailsTo = countMails(world);
  const said = (id: string) => letterOf.get(id) ?? `unknown ${id}`;
  const copies = (rows.recipients ?? []).map((one) => {
    const [letter, box] = [letterOf.get(one.envelope) ?? -1, boxOf(world, one.mailbox)];
    boxOfRecipient.set(one.id, { letter, box });
    world.copies.set(copyKey(letter, box), { id: one.id, reference: one.reference });
    const marks = (['released', 'withdrawn', 'blocked', 'reported', 'opened'] as const).filter(
      (mark) => one[mark],
    );
    return `copy ${letter} ${box} ${one.notification} ${marks.join(' ')} mails ${mailsTo.get(one.reference)?.size ?? 0}`;
  });
  const envelopes = (rows.envelopes ?? []).map(({ id, state, mailbox, until, stamped, back, gone, held }) =>
    state === 'draft'
      ? `letter ${said(id)} draft from ${boxOf(world, mailbox)}`
      : `letter ${said(id)} sealed from ${boxOf(world, mailbox)} until ${Date.parse(until ?? '') - world.begin}${stamped ? ' stamped' : ''}${back ? ' taken back' : ''}${endOf(
          gone,
          organisations.filter((one) => held.includes(world.organisations[one])),
        )}`,
  );
  const items = (rows.items ?? []).map(
    ({ envelope, folder, mailbox, read }) =>
      `item ${said(envelope)} ${folder} in ${boxOf(world, mailbox)}${read ? ' read' : ''}`,
  );
  const entries = (rows.entries ?? []).map(
    ({ envelope, recipient, event, kind, actor, times }) =>
      `entry ${said(envelope)} ${event} ${recipient ? boxOfRecipient.get(recipient)?.box : '-'} by ${nameOf(world, kind, actor)} x${times}`,
  );
  const jobs = (rows.jobs ?? []).flatMap(({ name, data }) => {
    const copy = data.recipientId ? boxOfRecipient.get(data.recipientId) : undefined;
    const letter = copy ? copy.letter : letterOf.get(data.envelopeId ?? '');
    // jobs of other runs in the same database
    return letter === undefined ? [] : [`job ${name} ${letter} ${copy?.box ?? '-'}`];
  });
  const addenda = (rows.addenda ?? []).map(
    ({ envelope, number, stamped }) => `addendum ${said(envelope)} ${number}${stamped ? ' stamped' : ''}`,
  );
  return [...copies, ...envelopes, ...addenda, ...items, ...entries, ...jobs].sort();
}

function nameOf(world: World, kind: string, actor: string | null): string {
  if (kind === 'anonymous') return 'stranger';
  if (actor === null) return kind;
  const found = people.find((who) => {
    const one = world.actors[who];
    return (
      one.kind === kind &&
      (one.kind === 'user' ? one.userId : one.kind === 'guest' ? one.guestId : '') === actor
    );
  });
  return found ? personOf(found) : `unknown ${actor}`;
}

/** Message-IDs of the notifications, by the link that stands in them. */
function countMails(world: World): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { messageId, text } of world.mail.sent) {
    const reference = /\/e\/([A-Za-z0-9_-]{32})/.exec(text)?.[1];
    if (reference) ids.set(reference, (ids.get(reference) ?? new Set()).add(messageId));
  }
  return ids;
}
