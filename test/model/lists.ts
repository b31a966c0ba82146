import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { boxesOf, personOf, type Who } from './cast';
import type { Model, Outcome } from './letter';
import type { World } from './real-world';

/** What somebody's lists must show: inbox and sent with what is unread, and his own drafts; letters by number. */
export function listOf(model: Model, who: Who): Outcome[] {
  const mine = boxesOf[who];
  const inbox = model.letters.flatMap(({ copies }, n) =>
    copies
      .filter(({ box, released, blocked }) => mine.includes(box) && released && !blocked)
      .map(({ read }) => `${n}${read ? '' : ' unread'}`),
  );
  const sent = model.letters.flatMap(({ state, from }, n) =>
    state === 'sealed' && mine.includes(from) ? [`${n}`] : [],
  );
  const drafts = model.letters.flatMap(({ state, author }, n) =>
    state === 'draft' && personOf(author) === personOf(who) ? [`${n}`] : [],
  );
  return ['inbox', ...inbox.sort(), 'sent', ...sent.sort(), 'drafts', ...drafts.sort()];
}

/** What they show, all pages of them; each letter's time never later than that of the one above. */
export async function readList(world: World, who: Who): Promise<Outcome[]> {
  const found: string[] = [];
  for (const box of ['inbox', 'sent', 'drafts'] as const)
    found.push(box, ...(await readBox(world, who, box)).sort());
  return found;
}

async function readBox(world: World, who: Who, box: 'inbox' | 'sent' | 'drafts'): Promise<string[]> {
  const actor = world.actors[who];
  if (actor.kind === 'anonymous') return [];
  const lines: string[] = [];
  let before = '9999';
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page = await listEnvelopes(world.services, actor, { box, ...(cursor ? { cursor } : {}) });
    for (const item of page.items) {
      if (item.at > before) throw new Error(`${box}: ${item.at} stands under ${before}`);
      before = item.at;
      const n = world.letters.findIndex(({ envelopeId }) => envelopeId === item.envelopeId);
      lines.push(`${n}${box === 'inbox' && item.readAt === null ? ' unread' : ''}`);
    }
    cursor = page.nextCursor;
  }
  return lines;
}
