import { v7 as uuidv7 } from 'uuid';
import type { Actor, UserActor } from '../../lib/access/actor';
import type { Services } from '../../lib/services';
import { makeToken } from '../support/access-token';
import { fullRights } from '../support/mailboxes';
import { addGuest, addOrganisation, addPerson } from '../support/sealed-world';
import type { Mood } from './act';
import { type Box, boxes, type Organisation, type Who } from './cast';
import type { WrittenLetter } from './write-letter';

/** Services with a clock that stands still until the run moves it and a mail server that answers as it is told. */
export type World = {
  services: Services;
  /** The moment at which the run began. */
  begin: number;
  clock: { now: number };
  mail: { mood: Mood; sent: { messageId: string; to: string; text: string }[] };
  actors: Record<Who, Actor>;
  mailboxes: Record<Box, { id: string; address: string }>;
  organisations: Record<Organisation, string>;
  administrators: Record<Organisation, UserActor>;
  /** In the order of the model's. */
  letters: WrittenLetter[];
  /** By letter and mailbox, once sealed. */
  copies: Map<string, { id: string; reference: string }>;
};

export const copyKey = (letter: number, box: Box): string => `${letter} ${box}`;

const programScopes = ['envelopes:open'] as const;

/** New organisations, people and guests for one run, on services that are kept for all. */
export async function newWorld(shared: Services): Promise<World> {
  const begin = Math.floor(Date.now() / 1_000) * 1_000;
  const clock = { now: 0 };
  const mail: World['mail'] = { mood: 'accepted', sent: [] };
  const services: Services = {
    ...shared,
    clock: { now: () => new Date(begin + clock.now) },
    mailer: { ...shared.mailer, send: async (message) => answerAs(mail, message) },
  };
  const hospital = await addOrganisation(services, 'Hôpital');
  const practice = await addOrganisation(services, 'Cabinet');
  const anne = await addPerson(services, hospital, 'anne');
  const bob = await addPerson(services, hospital, 'bob');
  const paul = await addPerson(services, practice, 'paul');
  const administrators = {
    hospital: (await addPerson(services, hospital, 'directrice', 'administrator')).actor,
    practice: (await addPerson(services, practice, 'directeur', 'administrator')).actor,
  };
  const members = [anne.actor.userId, bob.actor.userId];
  const desk = await addDesk(services, hospital, members);
  const run = uuidv7().slice(-12);
  const guests = [`un.${run}@ailleurs.example`, `deux.${run}@ailleurs.example`] as const;
  const [one, two] = [await addGuest(services, guests[0]), await addGuest(services, guests[1])];
  const both = [...anne.actor.mailboxes, fullRights(desk.id)];
  const annes = { ...anne.actor, mailboxes: both };
  const { id: tokenId } = await makeToken(services, anne.actor.userId, programScopes, 3_650);
  return {
    services,
    begin,
    clock,
    mail,
    organisations: { hospital: hospital.id, practice: practice.id },
    administrators,
    actors: {
      anne: annes,
      program: { ...annes, sessionId: tokenId, token: { id: tokenId, scopes: programScopes } },
      bob: { ...bob.actor, mailboxes: [...bob.actor.mailboxes, fullRights(desk.id)] },
      paul: paul.actor,
      'guest-1': one,
      'guest-2': two,
      stranger: { kind: 'anonymous' },
    },
    mailboxes: {
      anne: { id: anne.mailboxId, address: anne.actor.email },
      bob: { id: bob.mailboxId, address: bob.actor.email },
      desk,
      paul: { id: paul.mailboxId, address: paul.actor.email },
      'guest-1': { id: one.mailboxes[0]?.id ?? '', address: guests[0] },
      'guest-2': { id: two.mailboxes[0]?.id ?? '', address: guests[1] },
    },
    letters: [],
    copies: new Map(),
  };
}

/** Whose mailbox it is, by its id. */
export function boxOf(world: World, mailboxId: string): Box {
  const found = boxes.find((box) => world.mailboxes[box].id === mailboxId);
  if (!found) throw new Error(`a mailbox that nobody has: ${mailboxId}`);
  return found;
}

async function addDesk(
  { db, clock }: Services,
  hospital: { id: string; domain: string },
  userIds: readonly string[],
) {
  const id = uuidv7();
  const address = `secretariat@${hospital.domain}`;
  const fromAt = clock.now(); // this world's, which the database's clock is ahead of
  await db.mailbox.create({
    data: {
      id,
      organisationId: hospital.id,
      kind: 'shared',
      name: 'Secrétariat',
      addresses: { create: { address } },
      members: { create: userIds.map((userId) => ({ userId, fromAt })) },
    },
  });
  return { id, address };
}

type Answer = Awaited<ReturnType<Services['mailer']['send']>>;

function answerAs(mail: World['mail'], message: { messageId: string; to: string; text: string }): Answer {
  const { messageId, to, text } = message;
  const taken = mail.mood === 'accepted' || mail.mood === 'unconfirmed';
  if (taken) mail.sent.push({ messageId, to, text });
  switch (mail.mood) {
    case 'accepted':
      return { state: 'accepted', reply: '250 ok' };
    case 'refused':
      return { state: 'refused', reason: '550 no such mailbox' };
    case 'unconfirmed':
      return { state: 'unconfirmed', reason: 'no answer' };
    default:
      return { state: 'deferred', reason: '451 later' };
  }
}
