/** A worker in a process of its own, to be killed: `node --conditions=react-server --import tsx test/support/worker-process.ts`. */
import { loadConfig } from '../../lib/config';
import { startWorker } from '../../lib/jobs/start-worker';
import { createServices } from '../../lib/services';

const services = await createServices(loadConfig(), 'worker');
await startWorker(services);
process.stdout.write('ready\n');
