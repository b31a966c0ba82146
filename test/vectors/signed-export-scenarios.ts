import type { Provider } from '../support/build-envelope';
import { signSums, zipOf } from '../support/proved-bundle';
import type { MadeScenario, ScenarioOptions } from './proof-scenario';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Signed ZIPs around the exports that were made before, right and wrong in one way each. */
export async function signedExportScenarios(
  provider: Provider,
  made: readonly MadeScenario[],
  options: ScenarioOptions,
): Promise<MadeScenario[]> {
  const bytesOf = (file: string) => made.find((one) => one.file === file)?.bytes ?? new Uint8Array();
  const pack = async (jsonl: Uint8Array) => {
    const files = new Map([
      ['audit.jsonl', jsonl],
      ['audit.csv', utf8('id,occurredAt\r\n1000,2026-11-22T00:00:00.000Z\r\n')],
      ['VERIFY.md', utf8('# How to verify\n')],
      ['keys/sealing.asc', utf8(provider.sealing.publicKey)],
    ]);
    await signSums(files, provider);
    return files;
  };
  const good = await pack(bytesOf('export-ok.jsonl'));
  const csv = new Map(good).set('audit.csv', utf8('id,occurredAt\r\n1001,2026-11-22T00:00:00.000Z\r\n'));
  const inside = await pack(bytesOf('export-entry-edited.jsonl'));
  return [
    { file: 'signed-ok.zip', description: 'a signed export', options, bytes: await zipOf(good) },
    {
      file: 'signed-csv-edited.zip',
      description: 'the spreadsheet was edited',
      options,
      bytes: await zipOf(csv),
    },
    {
      file: 'signed-entry-edited.zip',
      description: 'signed as it is, and an entry in it edited before',
      options,
      bytes: await zipOf(inside),
    },
  ];
}
