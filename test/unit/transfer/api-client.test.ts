import { describe, expect, test } from 'vitest';
import { type ApiCaller, ApiProblem, createApiClient, NetworkLost } from '../../../lib/transfer/api-client';

const program = { token: 'pli_x', agent: 'pli/1', locale: 'fr' };
/** A client whose requests are answered by `answer`, and what it was asked. */
function clientOf(caller: ApiCaller, answer: () => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit }[] = [];
  const send = async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answer();
  };
  return { call: createApiClient('https://pli.example', { ...caller, send }), asked };
}
const problem =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  () =>
    new Response(body, { status, headers });

describe('the one client of the API', () => {
  test('shows a page’s cookie or a program’s token, never both, and sends the same otherwise', async () => {
    for (const caller of [{}, { program }]) {
      const { call, asked } = clientOf(caller, () => Response.json({ is: 'there' }));
      expect(await call('PUT', '/api/x', { a: 1 })).toEqual({ is: 'there' });
      const { url, init } = asked[0] ?? { url: '', init: {} };
      expect([url, init.method, init.body]).toEqual(['https://pli.example/api/x', 'PUT', '{"a":1}']);
      const headers = new Headers(init.headers);
      expect(headers.get('content-type')).toBe('application/json');
      const isProgram = 'program' in caller;
      expect([
        headers.get('authorization'),
        headers.get('user-agent'),
        headers.get('accept-language'),
      ]).toEqual(isProgram ? ['Bearer pli_x', 'pli/1', 'fr'] : [null, null, null]);
      expect(init.credentials).toBe(isProgram ? undefined : 'same-origin');
    }
  });

  test('answers nothing where the server has nothing to say', async () => {
    const { call } = clientOf({ program }, () => new Response(null, { status: 204 }));
    expect(await call('DELETE', '/api/x')).toBeUndefined();
  });

  test('reads a refusal in one way, whoever asks: code, sentence, fields, and how long to wait', async () => {
    const body = JSON.stringify({ code: 'too-many-requests', title: 'Attendez.', detail: 'a: b' });
    for (const caller of [{}, { program }]) {
      const { call } = clientOf(caller, problem(429, body, { 'retry-after': '7' }));
      const refused = await call('POST', '/api/x', {}).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ApiProblem);
      expect(refused).toMatchObject({
        status: 429,
        code: 'too-many-requests',
        sentence: 'Attendez.',
        detail: 'a: b',
        retryAfterSeconds: 7,
      });
    }
  });

  test.each(['', '<html>', '[]', 'null', '{"code":7}'])(
    'takes %j of a proxy for no word of ours',
    async (body) => {
      const { call } = clientOf({}, problem(502, body));
      await expect(call('GET', '/api/x')).rejects.toMatchObject({
        status: 502,
        code: 'internal',
        sentence: '',
      });
    },
  );

  test('calls an answer that breaks off a lost network, good or bad', async () => {
    const broken = () =>
      new ReadableStream({
        pull(controller) {
          controller.error(new Error('reset'));
        },
      });
    for (const status of [200, 500]) {
      const { call } = clientOf({}, () => new Response(broken(), { status }));
      await expect(call('GET', '/api/x')).rejects.toBeInstanceOf(NetworkLost);
    }
  });
});
