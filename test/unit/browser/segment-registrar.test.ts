import { describe, expect, it } from 'vitest';
import { SegmentRegistrar } from '../../../lib/browser/upload/segment-registrar';
import type { SegmentToRegister } from '../../../lib/envelope/wire';
import { ApiProblem, NetworkLost } from '../../../lib/transfer/api-client';

const segment = (index: number): SegmentToRegister => ({
  partId: '019ab000-0000-7000-8000-000000000001',
  kind: 'attachment',
  index,
  sha256: 'a'.repeat(64),
  ciphertextBytes: 200,
});
const { signal } = new AbortController();

/** A server that answers when it is told to; `refuse` says why an index is refused. */
function createServer(refuse: (index: number) => Error | null = () => null) {
  const asked: number[][] = [];
  const answers: (() => void)[] = [];
  const registrar = new SegmentRegistrar(async (segments) => {
    asked.push(segments.map(({ index }) => index));
    await new Promise<void>((answer) => answers.push(answer));
    for (const { index } of segments) {
      const refusal = refuse(index);
      if (refusal) throw refusal;
    }
    return segments.map(({ index }) => ({
      method: 'PUT',
      url: `/${index}`,
      headers: {},
      expiresAt: '',
      secondsValid: 120,
    }));
  }, 4);
  const register = (index: number, by = signal) =>
    registrar.register(segment(index), by).then(
      ({ request }) => request.url,
      (error: Error) => error.message,
    );
  const answer = async () => {
    while (answers.length === 0) await new Promise((resolve) => setTimeout(resolve));
    answers.shift()?.();
  };
  return { registrar, asked, register, answer };
}

describe('registering segments', () => {
  it('costs one request however many are ready together, and each gets its own answer', async () => {
    const { asked, register, answer } = createServer();
    const ready = Promise.all([0, 1, 2].map((index) => register(index)));
    await answer();
    expect(await ready).toEqual(['/0', '/1', '/2']);
    expect(asked).toEqual([[0, 1, 2]]);
  });

  it('gathers what becomes ready while a request is under way, up to its bound', async () => {
    const { asked, register, answer } = createServer();
    const first = register(0);
    while (asked.length === 0) await null;
    const later = Promise.all([1, 2, 3, 4, 5].map((index) => register(index)));
    for (let n = 0; n < 3; n++) await answer();
    expect(await first).toBe('/0');
    expect(await later).toEqual(['/1', '/2', '/3', '/4', '/5']);
    expect(asked).toEqual([[0], [1, 2, 3, 4], [5]]);
  });

  it('refuses only the one that is to blame, with its own reason', async () => {
    const tooLarge = new ApiProblem(413, 'attachments-too-large');
    const { asked, register, answer } = createServer((index) => (index === 1 ? tooLarge : null));
    const ready = Promise.all([0, 1, 2].map((index) => register(index)));
    for (let n = 0; n < 4; n++) await answer();
    expect(await ready).toEqual(['/0', '413 attachments-too-large', '/2']);
    expect(asked).toEqual([[0, 1, 2], [0], [1], [2]]);
  });

  it.each([
    new NetworkLost(),
    new ApiProblem(503, 'storage-unavailable'),
    new ApiProblem(401, 'sign-in-required'),
  ])('asks nothing again by itself after %s', async (lost) => {
    const { asked, register, answer } = createServer(() => lost);
    const ready = Promise.all([0, 1].map((index) => register(index)));
    await answer();
    expect(await ready).toEqual([lost.message, lost.message]);
    expect(asked).toHaveLength(1);
  });

  it('never registers what was given up before its turn', async () => {
    const { asked, register, answer, registrar } = createServer();
    const given = new AbortController();
    const first = register(0);
    while (asked.length === 0) await null;
    const second = register(1, given.signal);
    given.abort(new Error('given up'));
    await answer();
    expect(await first).toBe('/0');
    expect(await second).toBe('given up');
    await registrar.settled();
    expect(asked).toEqual([[0]]);
    const third = register(2);
    await answer();
    expect(await third).toBe('/2');
  });
});
