/** The web process: pages and API through Next, the vault and health checks answered directly. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { routeFiles } from 'pli:routes';
import next from 'next';
import { createVaultHandler } from '../lib/adapters/object-store/vault-http';
import { createVaultUrls } from '../lib/adapters/object-store/vault-url';
import { loadConfig } from '../lib/config';
import { createRouteAnswerer } from '../lib/http/answer-routes';
import { createHealthHandler } from '../lib/http/health';
import { createRouteTable } from '../lib/http/route-table';
import { createStaticFiles } from '../lib/http/static-files';
import { closeWebServer, createWebServer } from '../lib/http/web-server';
import { assertRuntime } from '../lib/start/node-runtime';
import { untilToldToStop } from '../lib/start/until-told-to-stop';
import { stillStands } from '../lib/vault/still-stands';
import { getServices } from '../lib/wiring/get-services';

const told = untilToldToStop();
const config = loadConfig();
assertRuntime(config);
const { host, port } = config.listen;
const services = await getServices();
const { log, clock, keys, objectStore } = services;
const { signedPutSeconds, signedGetSeconds } = config.limits;
const urls = createVaultUrls(keys.derive('vault-url'), clock, {
  PUT: signedPutSeconds,
  GET: signedGetSeconds,
});

const isDev = process.argv.includes('--dev');
const built = path.resolve(import.meta.dirname, '..', process.env.PLI_NEXT_DIST ?? '.next');
if (!isDev) {
  // What next.config.mjs said at build time, as Next's own standalone server is given it: nothing that only building needs is loaded again.
  const { config: nextConfig } = JSON.parse(
    readFileSync(path.join(built, 'required-server-files.json'), 'utf8'),
  ) as { config: object }; // written by next build
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(nextConfig);
}
const app = next({
  dev: isDev,
  dir: path.resolve(import.meta.dirname, '..'),
  hostname: host,
  port,
});
await app.prepare();
const pages = app.getRequestHandler();
const server = createWebServer({
  health: createHealthHandler(services),
  // also where browsers go straight to an S3: one that keeps wrong bytes is then reached through us
  vault: createVaultHandler(objectStore, urls, (signed) => stillStands(services, signed), log),
  files: isDev ? () => null : createStaticFiles(config, built),
  routes: isDev ? null : createRouteAnswerer(config, log, createRouteTable(routeFiles)),
  pages: (request, response) => {
    pages(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'page handler failed');
      response.destroy();
    });
  },
});
server.on('error', (error: NodeJS.ErrnoException) => {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken by another program: end it, or choose another with PLI_PORT`,
    EACCES: `port ${port} needs rights this user does not have: choose one above 1023 with PLI_PORT`,
    EADDRNOTAVAIL: `this machine has no address ${host} (PLI_HOST)`,
  };
  log.fatal({ err: error }, reasons[error.code ?? ''] ?? 'the web server cannot listen');
  process.exit(1);
});
server.listen(port, host, () => {
  log.info({ host, port }, 'web: listening');
  process.send?.({ ready: true });
});

await told;
log.info('web: stopping');
// streams without an end would be waited for
await services.liveStreams.close();
await closeWebServer(server);
await services.db.$disconnect();
process.exit(0);
