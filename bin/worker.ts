/** The worker process: notifications, timestamps and all other background jobs. */
import { loadConfig } from '../lib/config';
import { startWorker } from '../lib/jobs/start-worker';
import { createServices } from '../lib/services';
import { untilToldToStop } from '../lib/start/until-told-to-stop';

const told = untilToldToStop();
const services = await createServices(loadConfig(), 'worker');
const worker = await startWorker(services);
process.send?.({ ready: true });

await told;
await worker.stop();
services.mailer.close();
await services.db.$disconnect();
process.exit(0);
