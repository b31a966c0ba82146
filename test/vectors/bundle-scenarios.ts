import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { jcs } from '../../lib/audit-format/commitments';
import { createProvider, type Provider, stamp } from '../support/build-envelope';
import { buildBundle, type Files, signSums, zipOf } from '../support/proved-bundle';
import { createLogKey, merkleRoot } from '../support/proved-log';
import type { MadeScenario, ScenarioOptions } from './proof-scenario';

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** Bundles, right and wrong in one way each. */
export async function bundleScenarios(provider: Provider): Promise<MadeScenario[]> {
  const { files, logKey, hashes, envelope } = await buildBundle(provider);
  const options = { logKey: logKey.verifierKey, sealingKey: provider.sealing.fingerprint };
  const made: MadeScenario[] = [];
  const add = async (
    name: string,
    description: string,
    change: (files: Files) => Files | Promise<Files>,
    other: ScenarioOptions = options,
  ) =>
    made.push({
      file: `bundle-${name}.zip`,
      description,
      options: other,
      bytes: await zipOf(await change(new Map(files))),
    });
  const set = (name: string, bytes: Uint8Array) => (all: Files) => all.set(name, bytes);
  /** The change, and sums signed again: what a provider that lies could hand out. */
  const signed = (change: (files: Files) => Files) => async (all: Files) => {
    const changed = change(all);
    await signSums(changed, provider);
    return changed;
  };
  const without =
    (...names: string[]) =>
    (all: Files) =>
      new Map([...all].filter(([name]) => !names.includes(name)));

  await add('ok', 'a recipient’s bundle with everything in it', (all) => all);
  await add('ok-unpinned', 'the same, without keys to compare', (all) => all, {});
  await add(
    'ok-pending',
    'before the authority had answered',
    signed(without('envelope/seal.tsr', 'log/checkpoint.tsr')),
  );
  await add(
    'ok-without-manifest',
    'as the server gives it',
    without('envelope/manifest.json', 'envelope/manifest.key'),
  );
  for (const [name, bytes] of files) {
    const slug = name.replace(/[/.]+/g, '-').toLowerCase();
    await add(`bit-${slug}`, `one bit changed in ${name}`, set(name, flipped(name, bytes)));
  }
  await add('file-missing', 'a file was taken out', without('log/checkpoint.tsr'));
  await add(
    'file-unlisted',
    'a proof that the sums do not name',
    set('log/proofs/7.tlog-proof', files.get('log/proofs/5.tlog-proof') ?? utf8('')),
  );
  await add('file-unexpected', 'a file that no bundle has', set('setup.exe', utf8('MZ')));
  await add(
    'manifest-lies',
    'another name and digest in the list of files',
    set(
      'envelope/manifest.json',
      utf8(text(files.get('envelope/manifest.json')).replace('vide.bin', 'plein.bin')),
    ),
  );
  await add('wrong-sealing-key', 'signed by another provider’s key', (all) => all, {
    ...options,
    sealingKey: (await createProvider()).sealing.fingerprint,
  });
  await add('wrong-log-key', 'another log’s key was expected', (all) => all, {
    ...options,
    logKey: createLogKey('pli.example/log').verifierKey,
  });
  await add(
    'seal-timestamp-of-other-data',
    'a genuine timestamp, of something else',
    signed(set('envelope/seal.tsr', await stamp(provider.authority, utf8('other')))),
  );
  await add(
    'log-timestamp-of-other-data',
    'a genuine timestamp of the seal, for the log',
    signed(set('log/checkpoint.tsr', files.get('envelope/seal.tsr') ?? utf8(''))),
  );
  await add(
    'recipient-other',
    'somebody who is no recipient',
    signed(
      set(
        'envelope/recipient.json',
        utf8(
          jcs({ address: 'autre@example.org', salt: Buffer.from(envelope.recipient.salt).toString('hex') }),
        ),
      ),
    ),
  );
  await add(
    'entry-edited',
    'an entry edited, and the sums signed again',
    signed(
      set(
        'log/entries.jsonl',
        utf8(text(files.get('log/entries.jsonl')).replace('"bytes":85', '"bytes":86')),
      ),
    ),
  );
  await add(
    'entry-leaf-edited',
    'an entry’s leaf edited, and the sums signed again',
    signed(
      set(
        'log/entries.jsonl',
        utf8(text(files.get('log/entries.jsonl')).replace('"id":"1005"', '"id":"1006"')),
      ),
    ),
  );
  await add(
    'entry-removed',
    'an entry removed, its proof left',
    signed(
      set(
        'log/entries.jsonl',
        utf8(
          text(files.get('log/entries.jsonl'))
            .split('\n')
            .filter((line) => !line.includes('"index":5,'))
            .join('\n'),
        ),
      ),
    ),
  );
  await add('proof-missing', 'an entry without its proof', signed(without('log/proofs/5.tlog-proof')));
  await add(
    'proof-of-another-entry',
    'the proof of another entry',
    signed(set('log/proofs/5.tlog-proof', files.get('log/proofs/2.tlog-proof') ?? utf8(''))),
  );
  const forked = logKey.checkpoint(13, merkleRoot(hashes.toReversed()));
  await add('forked', 'the auditor kept another checkpoint of the same size', (all) => all, {
    ...options,
    keptCheckpoint: forked,
  });
  await add(
    'checkpoint-of-a-fork',
    'a signed checkpoint of other entries',
    signed(
      (all) =>
        new Map(
          [...all].map(
            ([name, bytes]) =>
              [
                name,
                name === 'log/checkpoint' || name.endsWith('.tlog-proof')
                  ? utf8(text(bytes).replace(text(files.get('log/checkpoint')), forked))
                  : bytes,
              ] as const,
          ),
        ),
    ),
  );
  made.push(...(await archiveScenarios(files, options)));
  return made;
}

/** The middle of what matters: in JSON and armour a bit there stays text. */
function flipped(name: string, bytes: Uint8Array): Uint8Array {
  const changed = new Uint8Array(bytes);
  // Of armour the body's first lines, of the key's the same: its end is a checksum that few readers look at.
  const at = name.endsWith('.asc') ? 150 : Math.floor(changed.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

async function archiveScenarios(files: Files, options: ScenarioOptions): Promise<MadeScenario[]> {
  const good = await zipOf(files);
  const scenario = (name: string, description: string, bytes: Uint8Array): MadeScenario => ({
    file: `archive-${name}.zip`,
    description,
    options,
    bytes,
  });
  const renamed = (from: string, to: string) =>
    Buffer.from(Buffer.from(good).toString('latin1').replaceAll(from, to), 'latin1');
  const bomb = new ZipWriter(new Uint8ArrayWriter());
  await bomb.add('evidence.json', new Uint8ArrayReader(new Uint8Array(80_000_000)), { level: 9 });
  return [
    scenario('truncated', 'the second half is missing', good.subarray(0, good.length / 2)),
    scenario('cut-at-end', 'the last byte is missing', good.subarray(0, -1)),
    scenario(
      'doubled-name',
      'one name twice, with other bytes',
      await zipOf([...files, ['evidence.json', utf8('{}')]]),
    ),
    scenario('leading-elsewhere', 'a name that leads out of the folder', renamed('VERIFY.md', '../IFY.md')),
    scenario('absolute-name', 'an absolute name', renamed('VERIFY.md', '/ERIFY.md')),
    scenario('backslash', 'a name with a backslash', renamed('VERIFY.md', '..\\FY.md')),
    scenario('bytes-before', 'bytes before the archive', Buffer.concat([Buffer.from('PK'), good])),
    scenario('bytes-behind', 'bytes behind the archive', Buffer.concat([good, Buffer.from('more')])),
    scenario(
      'local-name-other',
      'the local header names another file than the directory',
      renamedOnce(good, 'receipt.pdf', 'receipt.exe'),
    ),
    scenario('bomb', '80 MB of zeros in 80 kB', await bomb.close()),
  ];
}

function renamedOnce(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const changed = Buffer.from(bytes);
  changed.write(to, changed.indexOf(from), 'latin1');
  return changed;
}
