import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { answerFaults, operationOf, requestFaults } from './api-contract.ts';

/** Stands between a program and Pli, passes everything on, and holds what passes against the API's description. */
export async function startRecordingProxy(target: string) {
  const seen = new Set<string>();
  const faults: string[] = [];
  const server = createServer((request, response) => {
    pass(request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.destroy(), // the line to Pli broke, and so does the one to the program
    );
  });
  async function pass(request: IncomingMessage) {
    const sent = await buffer(request);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method } = request;
      // what is compressed on the way could not be held against anything
      const headers = { ...request.headers, 'accept-encoding': 'identity' };
      const out = forward(new URL(request.url ?? '/', target), { method, headers }, resolve);
      out.once('error', reject);
      out.end(sent);
    });
    const body = await buffer(answer);
    const status = answer.statusCode ?? 0;
    if (request.url?.startsWith('/api/'))
      judge(request, sent, status, answer.headers['content-type'] ?? null, body);
    return { status, headers: answer.headers, body };
  }
  function judge(request: IncomingMessage, sent: Buffer, status: number, type: string | null, body: Buffer) {
    const operation = operationOf(request.method ?? '', request.url ?? '');
    if (operation === null) {
      faults.push(`${request.method} ${request.url} is not described`);
      return;
    }
    seen.add(operation.operationId);
    const isJson = request.headers['content-type'] === 'application/json' && sent.length > 0;
    const found = [
      ...answerFaults(operation, status, type, body.toString('utf8')),
      ...(status < 400 && isJson ? requestFaults(operation, JSON.parse(sent.toString('utf8'))) : []),
    ];
    faults.push(...found.map((fault) => `${operation.operationId} ${status}: ${fault}`));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  return {
    url: `http://127.0.0.1:${port}`,
    /** Ids of the operations that were used. */
    seen,
    faults,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
