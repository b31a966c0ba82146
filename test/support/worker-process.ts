/** A worker in a process of its own, to be killed: `node --conditions=react-server --import tsx test/support/worker-process.ts`. */
import { loadConfig } from '../../lib/config';
import { createServices } from '../../lib/wiring/create-services';
import { startWorker } from '../../lib/worker/start-worker';

const services = await createServices(loadConfig(), 'worker');
await startWorker(services);
process.stdout.write('ready\n');
