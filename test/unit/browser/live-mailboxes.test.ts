import { describe, expect, it } from 'vitest';
import { LiveMailboxes } from '../../../lib/browser/mailbox/live-mailboxes';
import type { MailboxChangesAnswer } from '../../../lib/envelope/answers';
import { emptyItem } from '../../../lib/mailbox/letter-summary';

const answer = (number: number, more: Partial<MailboxChangesAnswer> = {}): MailboxChangesAnswer => ({
  number,
  tooMany: false,
  changes: [],
  unread: number,
  ...more,
});
const calm = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A window, and what it asked: `mailbox since`. */
function windowAsking(give: (since: number) => MailboxChangesAnswer | null = (since) => answer(since + 1)) {
  const live = new LiveMailboxes();
  const asked: string[] = [];
  live.begin(async (mailboxId, since) => {
    asked.push(`${mailboxId} ${since}`);
    return give(since);
  });
  return { live, asked };
}

describe('a window', () => {
  it('asks since what it was given, until it is where the stream says, and not for what it knows', async () => {
    const { live, asked } = windowAsking();
    live.given({ a: 5, b: 2 }, 0);
    live.told('all', { a: 7, b: 2 });
    await calm();
    expect(asked).toEqual(['a 5', 'a 6']);
    expect(live.getState().unread).toBe(7);
    live.told('some', { a: 7 });
    await calm();
    expect(asked).toHaveLength(2);
  });

  it('asks again from where a list of before ends, that was shown after', async () => {
    const { live, asked } = windowAsking((since) => answer(Math.max(since, 9)));
    live.given({ a: 8 }, 0);
    live.told('all', { a: 9 });
    await calm();
    live.given({ a: 6 });
    await calm();
    live.given({ a: 7 });
    await calm();
    expect(asked).toEqual(['a 8', 'a 6']);
  });

  it('keeps its count against a page that was made before', async () => {
    const { live } = windowAsking(() => answer(9, { unread: 3 }));
    live.given({ a: 8 }, 4);
    expect(live.getState().unread).toBe(4);
    live.told('all', { a: 9 });
    await calm();
    live.given({ a: 8 }, 4);
    expect(live.getState().unread).toBe(3);
    live.given({ a: 9 }, 2);
    expect(live.getState().unread).toBe(2);
  });

  it('has its lists read anew where too much has changed, or a mailbox came or went', async () => {
    const { live } = windowAsking((since) => answer(since + 1, { tooMany: true }));
    live.given({ a: 1, b: 1 }, 0);
    live.told('all', { a: 1, b: 1 });
    live.told('some', { a: 2 });
    await calm();
    expect(live.getState().reloads).toBe(1);
    live.told('all', { a: 2 });
    expect(live.getState().reloads).toBe(2);
    live.told('all', { a: 2, c: 1 });
    expect(live.getState().reloads).toBe(3);
    live.told('all', { a: 2, c: 1 });
    expect(live.getState().reloads).toBe(3);
  });

  it('tells of what lies unread in an inbox, and of nothing else', async () => {
    const item = { ...emptyItem('i', new Date(0)), reference: 'r' };
    const read = { ...item, itemId: 'j', readAt: item.at };
    const changes = [
      { itemId: 'i', folder: 'inbox' as const, folderId: null, item },
      { itemId: 'j', folder: 'inbox' as const, folderId: null, item: read },
      { itemId: 'k', folder: 'archive' as const, folderId: null, item: { ...item, itemId: 'k' } },
      { itemId: 'l', folder: null, folderId: null, item: null },
    ];
    const { live } = windowAsking(() => answer(2, { changes }));
    const heard: string[] = [];
    live.onUnread((items) => heard.push(...items.map(({ itemId }) => itemId)));
    live.given({ a: 1 }, 0);
    live.told('all', { a: 2 });
    await calm();
    expect(heard).toEqual(['i']);
    expect(live.getState().rows.size).toBe(4);
  });
});
