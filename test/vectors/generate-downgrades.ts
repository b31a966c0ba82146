/**
 * Adds what is missing of test/vectors/proof/downgrades: npx tsx test/vectors/generate-downgrades.ts
 * Every file is made from export-ok.jsonl, export-ok-filtered.jsonl and bundle-ok.zip, by what somebody can do who has the file and no
 * key; a file that is there stays as it is. Look at every new `expect`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blobSource } from '../../lib/verify/file-source';
import { openZip } from '../../lib/verify/read-zip';
import { zipOf } from '../support/proved-bundle';
import { downgradesAlone, downgradesTogether, newerExports } from './downgrades';
import { judge, type ProofScenario } from './proof-scenario';

const proof = path.join(import.meta.dirname, 'proof');
const dir = path.join(proof, 'downgrades');
mkdirSync(dir, { recursive: true });
const list = path.join(dir, 'scenarios.json');
// both lists are written by these generators alone
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as ProofScenario[];
const scenarios = existsSync(list) ? read(list) : [];
const known = read(path.join(proof, 'scenarios.json'));

async function add(
  file: string,
  description: string,
  from: string,
  make: () => Promise<Uint8Array> | Uint8Array,
) {
  if (scenarios.some((one) => one.file === file)) return;
  const bytes = await make();
  const options = known.find((one) => one.file === from)?.options ?? {};
  writeFileSync(path.join(dir, file), bytes, { flag: 'wx' });
  scenarios.push({ file, description, options, expect: await judge(bytes, options) });
}

const text = (file: string) => readFileSync(path.join(proof, file), 'utf8');
for (const base of ['ok', 'ok-filtered']) {
  const from = `export-${base}.jsonl`;
  for (const { name, description, change } of [...downgradesAlone, ...downgradesTogether, ...newerExports]) {
    const before = text(from);
    const changed = change(before);
    // a filtered export has no numbers to take away, and a filter already
    if (changed !== before)
      await add(`export-${base}-${name}.jsonl`, description, from, () => Buffer.from(changed));
  }
}
const bundle = new Blob([new Uint8Array(readFileSync(path.join(proof, 'bundle-ok.zip')))]);
const zip = await openZip(blobSource(bundle), { files: 100, fileBytes: 1e7, totalBytes: 1e7 });
const files = new Map<string, Uint8Array>();
for (const name of zip.names) files.set(name, await zip.read(name));
const head = new TextDecoder().decode(files.get('evidence.json'));
const withHead = (text: string) => new Map([...files, ['evidence.json', Buffer.from(text)]]);
await add('bundle-newer.zip', 'a bundle of a later version, with a file more', 'bundle-ok.zip', () =>
  zipOf([
    ...withHead(head.replace('pli-evidence-1', 'pli-evidence-9')),
    ['something-new.json', Buffer.from('{}')],
  ]),
);
await add('bundle-member-unknown.zip', 'a member that this version does not have', 'bundle-ok.zip', () =>
  zipOf(withHead(head.replace('"reader"', '"novel":1,"reader"'))),
);
scenarios.sort((a, b) => (a.file < b.file ? -1 : 1));
writeFileSync(list, `${JSON.stringify(scenarios, null, 2)}\n`);
