import { setTimeout as pause } from 'node:timers/promises';
import type { UserActor } from '../../lib/access/actor';
import { changeAvailability } from '../../lib/amend/change-availability';
import { correctAddress } from '../../lib/amend/correct-address';
import { takeBack } from '../../lib/amend/take-back';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { askFreshNotification } from '../../lib/delivery/ask-fresh-notification';
import { renotifyRecipient } from '../../lib/delivery/renotify-recipient';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { takeBackReport } from '../../lib/delivery/take-back-report';
import { unblockRecipient } from '../../lib/delivery/unblock-recipient';
import { discardDraft } from '../../lib/draft/discard-draft';
import { sealRequest } from '../../lib/envelope/wire';
import { AppError } from '../../lib/errors';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { day, type Outcome } from './letter';
import { copyKey, type World } from './real-world';
import type { ResolvedAct } from './reference';
import { verifyOpened } from './verify-opened';
import { storeContent } from './write-letter';

const client = { address: '192.0.2.7', agent: 'model' };

/** Does an act with the real use case; what it answers, in the model's words. */
export async function perform(
  world: World,
  act: ResolvedAct,
  services: Services = world.services,
): Promise<Outcome> {
  try {
    return (await call(world, act, services)) ?? 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

async function call(world: World, act: ResolvedAct, services: Services): Promise<Outcome | undefined> {
  const actor = world.actors[act.who];
  const letter = world.letters[act.letter];
  if (!letter) throw new Error(`no letter ${act.letter}`);
  const { envelopeId } = letter;
  const { id: recipientId, reference } = (act.box && world.copies.get(copyKey(act.letter, act.box))) || {
    id: '',
    reference: '',
  };
  switch (act.act) {
    case 'withdraw':
    case 'withdraw-all': {
      const withdrawn = act.act === 'withdraw' ? recipientId : null;
      await withdrawAccess(services, { actor: asUser(actor), client, envelopeId, recipientId: withdrawn });
      return;
    }
    case 'take-back': {
      const answer = await takeBack(services, { actor: asUser(actor), client, envelopeId });
      return `${answer.outcome}, ${answer.opened} opened`;
    }
    case 'until': {
      const until = new Date(services.clock.now().getTime() + act.days * day);
      await changeAvailability(services, { actor: asUser(actor), client, envelopeId, until });
      return;
    }
    case 'correct': {
      const corrected = { address: world.mailboxes[act.right ?? 'anne'].address };
      await correctAddress(services, { actor: asUser(actor), client, envelopeId, recipientId, corrected });
      return;
    }
    case 'rewrite':
      world.letters[act.letter] = await storeContent(services, asUser(actor), letter, 0);
      return;
    case 'discard':
      await discardDraft(services, asUser(actor), envelopeId);
      return;
    case 'seal':
      await seal(world, act, services, asUser(actor));
      return;
    case 'open':
      await verifyOpened(world, letter, await openEnvelope(services, { actor, client, reference }));
      return;
    case 'open-sent':
      await verifyOpened(world, letter, await openSentEnvelope(services, { actor, client, envelopeId }));
      return;
    case 'report':
      await reportWrongRecipient(services, { actor, client, reference });
      return;
    case 'unreport':
      await takeBackReport(services, { actor, client, reference });
      return;
    case 'unblock':
      await unblockRecipient(services, { actor: asUser(actor), client, envelopeId, recipientId });
      return;
    case 'renotify':
      await renotifyRecipient(services, { actor: asUser(actor), client, envelopeId, recipientId });
      return;
    case 'fresh':
      await askFreshNotification(services, { actor, client, reference });
      return;
  }
}

/** With what the letter consists of now; where it is rewritten at the same time, again with what it consists of then. */
async function seal(
  world: World,
  act: ResolvedAct,
  services: Services,
  actor: UserActor,
  tries = 50,
): Promise<void> {
  const { envelopeId, request } = world.letters[act.letter] ?? {};
  if (!envelopeId || !request) throw new Error(`no letter ${act.letter}`);
  const parsed = sealRequest.parse({ ...request, expiresInDays: act.days });
  try {
    await sealEnvelope(services, actor, { envelopeId, client, request: parsed });
  } catch (error) {
    const isBehind = error instanceof AppError && error.code === 'envelope-incomplete';
    if (!isBehind || tries === 0) throw error;
    await pause(20);
    await seal(world, act, services, actor, tries - 1);
  }
}

/** A route asks for a member's session before such a use case is called: who is none is refused there. */
function asUser(actor: World['actors'][keyof World['actors']]): UserActor {
  if (actor.kind !== 'user') throw new AppError('not-found');
  return actor;
}
