/** The worker process: notifications, timestamps and all other background jobs. */
import { createServer } from 'node:http';
import { loadConfig } from '../lib/config';
import { notePrograms } from '../lib/evidence/note-programs';
import { createHealthHandler } from '../lib/http/health';
import { assertRuntime } from '../lib/start/node-runtime';
import { untilToldToStop } from '../lib/start/until-told-to-stop';
import { createServices } from '../lib/wiring/create-services';
import { startWorker } from '../lib/worker/start-worker';

const told = untilToldToStop();
const config = loadConfig();
assertRuntime(config);
const services = await createServices(config, 'worker');
const worker = await startWorker(services);
// What is served to check evidence with is said in the log; letters do not wait for it.
await notePrograms(services).catch((error: unknown) =>
  services.log.warn({ err: error }, 'worker: programs not noted'),
);
const { workerHealthPort, listen } = services.config;
const health = workerHealthPort
  ? createServer(createHealthHandler(services)).listen(workerHealthPort, listen.host)
  : null;
process.send?.({ ready: true });

await told;
health?.close();
// A mail server that thinks for minutes is not waited for: its mail is noted as perhaps delivered, within the time a supervisor gives.
setTimeout(() => services.mailer.close(), 5_000);
await worker.stop();
services.mailer.close();
await services.db.$disconnect();
process.exit(0);
