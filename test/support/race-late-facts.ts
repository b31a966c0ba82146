import { changeAvailability } from '../../lib/amend/change-availability';
import { correctAddress } from '../../lib/amend/correct-address';
import { takeBack } from '../../lib/amend/take-back';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { releaseEnvelope } from '../../lib/delivery/release-envelope';
import { openEnvelope } from '../../lib/open/open-envelope';
import { takeBackSecondsMax } from '../../lib/release-time';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { makeDraft, requestFor, storeLetter } from './draft-world';
import { to } from './seal-world';
import { type Person, sealLetter } from './sealed-world';
import { testClient as client } from './test-client';

/** Who sends and who reads; the sender's organisation is given `takeBackSeconds` by the race that needs them. */
export type RaceWorld = { services: Services; sender: Person; reader: Person };

/** One race: what of its outcome contradicts the promise, in words; empty where it holds. */
type Race = { name: string; run: (world: RaceWorld) => Promise<{ first: string; contradictions: string[] }> };

/** Two things at once on one letter; each pair has one order, the same in log, times, rows and answers. */
export const lateFactRaces: readonly Race[] = [
  { name: 'opening and withdrawing', run: openAgainst('withdraw') },
  { name: 'opening and correcting the address', run: openAgainst('correct') },
  { name: 'opening after expiry and prolonging', run: openAgainstProlonging },
  { name: 'releasing and taking back', run: releaseAgainstTakingBack(10) },
  { name: 'releasing at a chosen time and taking back', run: releaseAgainstTakingBack(36_000) },
];

function openAgainst(deed: 'withdraw' | 'correct'): Race['run'] {
  return async ({ services, sender, reader }) => {
    const { envelopeId, recipients } = await sealLetter(services, sender, [{ who: reader }]);
    const { id: recipientId = '', reference = '' } = recipients[reader.actor.email] ?? {};
    const input = { actor: sender.actor, client, envelopeId, recipientId };
    const corrected = { address: `corrige-${recipientId}@ailleurs.example` };
    const [opening, late] = await together(
      () => openEnvelope(services, { actor: reader.actor, client, reference }),
      async (): Promise<{ openedAt: string | null } | undefined> =>
        deed === 'withdraw'
          ? (await withdrawAccess(services, input)).recipients[0]
          : correctAddress(services, { ...input, corrected }),
    );
    if (late.status === 'rejected') throw late.reason;
    const { openedAt, withdrawnAt } = await services.db.recipient.findUniqueOrThrow({
      where: { id: recipientId },
    });
    const events = await eventsOf(services, envelopeId, recipientId);
    const opened = opening.status === 'fulfilled';
    const contradictions = [
      ...timesThatFall(events),
      ...expected(
        events,
        opened ? ['ContentHandover', 'AccessWithdrawn'] : ['AccessWithdrawn', 'OpeningRefused'],
      ),
      ...(opened || opening.reason.code === 'withdrawn' ? [] : [`refused with ${opening.reason.code}`]),
      ...((openedAt !== null) === opened ? [] : ['the row says otherwise than the reader was answered']),
      ...(late.value?.openedAt === (openedAt?.toISOString() ?? null)
        ? []
        : ['the sender was answered otherwise than the row says']),
      ...(withdrawnAt && openedAt && openedAt > withdrawnAt ? ['opened after it was withdrawn'] : []),
      ...(withdrawnAt ? [] : ['not withdrawn']),
    ];
    return { first: opened ? 'opened' : 'withdrawn', contradictions };
  };
}

async function openAgainstProlonging({ services, sender, reader }: RaceWorld) {
  const expiresAt = new Date(Date.now() - 60_000);
  const { envelopeId, recipients } = await sealLetter(services, sender, [{ who: reader }], { expiresAt });
  const { id: recipientId = '', reference = '' } = recipients[reader.actor.email] ?? {};
  const until = new Date(Date.now() + 86_400_000);
  const [opening, late] = await together(
    () => openEnvelope(services, { actor: reader.actor, client, reference }),
    () => changeAvailability(services, { actor: sender.actor, client, envelopeId, until }),
  );
  if (late.status === 'rejected') throw late.reason;
  const events = await eventsOf(services, envelopeId, recipientId);
  const opened = opening.status === 'fulfilled';
  const contradictions = [
    ...timesThatFall(events),
    ...expected(
      events,
      opened ? ['AvailabilityChanged', 'ContentHandover'] : ['OpeningRefused', 'AvailabilityChanged'],
    ),
    ...(opened || opening.reason.code === 'expired' ? [] : [`refused with ${opening.reason.code}`]),
  ];
  return { first: opened ? 'prolonged' : 'expired', contradictions };
}

/** @param afterSeconds when it leaves: more than an organisation lets letters be taken back for is a time that was chosen */
function releaseAgainstTakingBack(afterSeconds: number): Race['run'] {
  return async ({ services, sender, reader }) => {
    const { organisationId } = sender.actor;
    await services.db.organisation.update({ where: { id: organisationId }, data: { takeBackSeconds: 10 } });
    const draft = await makeDraft(services, sender);
    const { envelopeId } = draft;
    const request = await requestFor(draft, await storeLetter(services, draft), to(reader.actor.email), {
      ...(afterSeconds > takeBackSecondsMax && {
        releaseAt: new Date(Date.now() + afterSeconds * 1_000).toISOString(),
      }),
    });
    await sealEnvelope(services, sender.actor, { envelopeId, client, request });
    await services.db.organisation.update({ where: { id: organisationId }, data: { takeBackSeconds: 0 } });
    const later = { ...services, clock: { now: () => new Date(Date.now() + (afterSeconds + 1) * 1_000) } };
    const [released, taken] = await together(
      () => releaseEnvelope(later, { envelopeId }),
      () => takeBack(services, { actor: sender.actor, client, envelopeId }),
    );
    if (released.status === 'rejected') throw released.reason;
    if (taken.status === 'rejected') throw taken.reason;
    const { id, releasedAt, withdrawnAt } = await services.db.recipient.findFirstOrThrow({
      where: { envelopeId },
    });
    const { takenBackAt } = await services.db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
    const events = await eventsOf(services, envelopeId, id);
    const copies = await services.db.mailboxItem.count({ where: { recipientId: id } });
    const jobs = await services.db.$queryRaw<object[]>`
    SELECT 1 FROM pgboss.job WHERE name = 'notify' AND data->>'recipientId' = ${id}`;
    const inTime = taken.value.outcome === 'taken-back';
    const contradictions = [
      ...timesThatFall(events),
      ...expected(events, inTime ? ['TakenBack'] : ['Released', 'AccessWithdrawn']),
      ...((takenBackAt !== null) === inTime ? [] : ['the row says otherwise than the sender was answered']),
      ...((releasedAt === null) === inTime ? [] : ['released and taken back in time']),
      ...(withdrawnAt ? [] : ['not withdrawn']),
      ...((copies === 0 && jobs.length === 0) === inTime
        ? []
        : [`${copies} copies and ${jobs.length} notifications`]),
    ];
    return { first: inTime ? 'taken back' : 'released', contradictions };
  };
}

/** Both begin in the same moment, one or the other a little ahead. */
function together<A, B>(a: () => Promise<A>, b: () => Promise<B>) {
  const ahead = Math.round(Math.random() * 12) - 6;
  const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, Math.max(0, milliseconds)));
  return Promise.allSettled([pause(ahead).then(a), pause(-ahead).then(b)]);
}

type Event = { event: string; at: Date };
const raced = [
  'ContentHandover',
  'OpeningRefused',
  'AccessWithdrawn',
  'AvailabilityChanged',
  'Released',
  'TakenBack',
];

/** What happened to the letter as a whole or to this recipient, in the order of the entries. */
async function eventsOf({ db }: Services, envelopeId: string, recipientId: string): Promise<Event[]> {
  const entries = await db.auditEntry.findMany({
    where: { envelopeId, event: { in: raced }, OR: [{ recipientId }, { recipientId: null }] },
    orderBy: { id: 'asc' },
  });
  return entries.map(({ event, occurredAt }) => ({ event, at: occurredAt }));
}

function expected(events: readonly Event[], order: readonly string[]): string[] {
  const found = events.map(({ event }) => event).join(', ');
  return found === order.join(', ') ? [] : [`entries: ${found}; expected: ${order.join(', ')}`];
}

function timesThatFall(events: readonly Event[]): string[] {
  return events.flatMap(({ at }, index) =>
    index > 0 && at < (events[index - 1]?.at ?? at) ? [`the time of entry ${index} falls`] : [],
  );
}
