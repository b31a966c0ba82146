/**
 * Writes test/vectors/proof anew: npx tsx test/vectors/generate-proof.ts
 * Kept, not made at test time, so that a change of the formats cannot pass unseen: run this only to add scenarios, and look at every
 * changed `expect`; then generate-downgrades.ts, whose files are made from these.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createProvider } from '../support/build-envelope';
import { bundleScenarios } from './bundle-scenarios';
import { exportScenarios } from './export-scenarios';
import { judge, type ProofScenario } from './proof-scenario';

const dir = path.join(import.meta.dirname, 'proof');
rmSync(dir, { recursive: true, force: true });
mkdirSync(dir);

const provider = await createProvider();
const scenarios: ProofScenario[] = [];
for (const { file, bytes, description, options } of [
  ...(await exportScenarios(provider)),
  ...(await bundleScenarios(provider)),
]) {
  writeFileSync(path.join(dir, file), bytes, { flag: 'wx' });
  scenarios.push({ file, description, options, expect: await judge(bytes, options) });
}
writeFileSync(path.join(dir, 'scenarios.json'), `${JSON.stringify(scenarios, null, 2)}\n`);
