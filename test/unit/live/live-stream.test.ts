import { expect, test } from 'vitest';
import { LiveStream } from '../../../lib/live/live-stream';

test('a reader who takes nothing is dropped before much waits for him, once; one who takes goes on', async () => {
  const ended: string[] = [];
  const slow = new LiveStream('slow', 0, ({ sessionId }) => ended.push(sessionId));
  const quick = new LiveStream('quick', 0, ({ sessionId }) => ended.push(sessionId));
  const reader = quick.body.getReader();
  for (let n = 0; n < 1_000; n += 1) {
    slow.tell('beat', 1);
    quick.tell('beat', 1);
    await reader.read();
  }
  expect(ended).toEqual(['slow']);
  await expect(slow.body.getReader().read()).rejects.toThrow();
  quick.end();
  expect(ended).toEqual(['slow', 'quick']);
});
