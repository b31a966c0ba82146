import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { Pli } from './pli.ts';

/** Where the shared Pli of a project is. */
export type SharedPlace = { port: number; dataDir: string };

declare module 'vitest' {
  export interface ProvidedContext {
    /** Who asks here gets the place of the Pli of that worker, which is started for the first that asks. */
    sharedPliUrl: string;
  }
}

/**
 * Vitest global set-up: one Pli for all files of a project that want no settings of their own (`withSharedPli`), or one for
 * each that run at a time. Begun when the first file asks for it under its worker's number, ended with the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Pli>>();
  const server = createServer(async ({ url = '' }, response) => {
    const pli = started.get(url) ?? Pli.start({ begun: true });
    started.set(url, pli);
    try {
      const { port, dataDir } = await pli;
      response.end(JSON.stringify({ port, dataDir } satisfies SharedPlace));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('sharedPliUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`); // a TCP server's address
  return async () => {
    server.close();
    const ended = [...started.values()].map((pli) => pli.then((one) => one.stop()));
    await Promise.allSettled(ended); // the files that asked have said why one did not start
  };
}
