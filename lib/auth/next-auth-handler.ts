import 'server-only';
import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth, { type AuthOptions } from 'next-auth';
import { defaultExport } from './default-export';

/** A request as next-auth's handler for API routes reads it. */
export type NextAuthRequest = {
  method: string;
  /** `csrf`, or `callback` and a provider, or `signout`. */
  segments: readonly string[];
  body: Record<string, unknown>;
  cookies: Record<string, string>;
  headers: Record<string, string>;
};

/**
 * Runs next-auth on plain data. Its own adapter for route handlers reads Next's request context; this one needs nothing
 * but the request, so that tests run the same code as the server.
 */
export async function runNextAuth(request: NextAuthRequest, options: AuthOptions): Promise<Response> {
  const headers = new Headers();
  const answer = { status: 200, body: null as string | null };
  const response = {
    status(code: number) {
      answer.status = code;
      return response;
    },
    getHeader: (name: string) =>
      name.toLowerCase() === 'set-cookie' ? headers.getSetCookie() : headers.get(name),
    setHeader(name: string, value: string | string[]) {
      headers.delete(name);
      for (const one of [value].flat()) headers.append(name, one);
      return response;
    },
    json(data: unknown) {
      headers.set('content-type', 'application/json');
      answer.body = JSON.stringify(data);
    },
    send(data: unknown) {
      answer.body = typeof data === 'string' ? data : JSON.stringify(data);
    },
    end: () => undefined,
  };
  const { segments, ...rest } = request;
  const asked = { ...rest, query: { nextauth: [...segments] } };
  // next-auth uses exactly the members given here of Next's larger request and response types.
  await defaultExport(NextAuth)(
    asked as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    options,
  );
  return new Response(answer.body, { status: answer.status, headers });
}
