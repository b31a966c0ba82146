/** Integrates without a pause, to be killed: `node --conditions=react-server --import tsx test/support/sequencer-process.ts`. */
import { loadConfig } from '../../lib/config';
import { integrateEntries } from '../../lib/transparency-log/integrate-entries';
import { createServices } from '../../lib/wiring/create-services';

const services = await createServices(loadConfig(), 'worker');
process.stdout.write('ready\n');
for (;;) {
  // A line that was cut is no reason to end; anything else shows in what the test finds.
  const { entries } = await integrateEntries(services, { wait: Math.random() < 0.5 }).catch(() => ({
    entries: 0,
  }));
  if (entries === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
