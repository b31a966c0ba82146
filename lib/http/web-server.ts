import 'server-only';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { RouteAnswerer } from './answer-routes';
import { boundBody } from './bound-body';
import { recordPeer } from './client-address';
import type { createStaticFiles } from './static-files';

/** Who answers what: health and vault requests never reach Next, and of the rest only what `routes` does not answer. */
export type WebServerParts = {
  health: RequestListener;
  /** Null where browsers go to the store itself. */
  vault: RequestListener | null;
  /** Null for every request that is not for a compressed file of the build. */
  files: ReturnType<typeof createStaticFiles>;
  /** Null where Next answers everything, rebuilt as one edits. */
  routes: RouteAnswerer | null;
  pages: RequestListener;
};

const second = 1_000;
const minute = 60 * second;

/** More at once than a hospital's browsers keep open; one more is closed at once, and what is open goes on. */
const connectionsMax = 4_096;

/**
 * The one HTTP server of the web process. Limits: 16 KiB of headers within 20 s, 15 minutes for one request (8 MiB over a
 * slow line), 2 minutes without a byte, 4,096 connections; connections are kept for the next request for 65 s. A body for a
 * page or the API is counted before anything keeps it (`boundBody`); the vault counts its own.
 */
export function createWebServer({ health, vault, files, routes, pages }: WebServerParts): Server {
  const server = createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: 20 * second,
      // Node looks every 30 s by itself, and 20 would become up to 50
      connectionsCheckingInterval: second,
      requestTimeout: 15 * minute,
      keepAliveTimeout: 65 * second,
      noDelay: true,
    },
    (request, response) => {
      const path = request.url?.split('?', 1)[0] ?? '/';
      if (path === '/healthz' || path === '/readyz') return health(request, response);
      if (vault && path.startsWith('/vault/')) return vault(request, response);
      const file = files(request);
      if (file) return file(request, response);
      recordPeer(request);
      if (!boundBody(request, response)) return;
      if (!routes?.(request, response)) pages(request, response);
    },
  );
  server.timeout = 2 * minute;
  server.maxConnections = connectionsMax;
  return server;
}

/**
 * Takes no more connections and requests, lets those under way end for at most `seconds`, then cuts them.
 */
export async function closeWebServer(server: Server, seconds = 10): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const closeIdle = setInterval(() => server.closeIdleConnections(), 100);
  const cut = setTimeout(() => server.closeAllConnections(), seconds * second);
  await closed;
  clearInterval(closeIdle);
  clearTimeout(cut);
}
