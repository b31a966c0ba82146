import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MantineProvider } from '@mantine/core';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { NextIntlClientProvider } from 'next-intl';
import type { ContextType } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { OpenedEnvelopeView } from '../../app/e/_components/opened-envelope';
import { openContent } from '../../lib/browser/open/open-content';
import { openedEnvelope } from '../../lib/browser/open/opened-envelope';
import type { ReadingSession, ReadingState } from '../../lib/browser/open/reading-session';
import { runPli } from '../../lib/cli/main';
import type { OpenEnvelopeAnswer } from '../../lib/envelope/wire';
import { buildManifest2, flagsBy, letterFlags, type Manifest2 } from '../../lib/envelope-format/manifest-2';
import { importContentKey } from '../../lib/envelope-format/segment-cipher';
import { verifyEnvelope } from '../../lib/envelope-format/verify-envelope';
import { toBase64 } from '../../lib/transfer/base64';
import { packageOf } from '../../lib/transfer/envelope-package';
import { uniqueSafeFileNames } from '../../lib/transfer/file-name';
import evidence from '../../messages/fr/evidence.json';
import letter from '../../messages/fr/letter.json';
import open from '../../messages/fr/open.json';
import { createProvider } from './build-envelope';
import { buildEnvelope2, type SampleEnvelope2, type SamplePart2 } from './build-envelope-2';

const reference = 'A'.repeat(32);

/** A letter that says all that a letter can say: its manifest, and how page, print and command show it, in French. */
export async function openedEverywhere(): Promise<{
  manifest: Manifest2;
  texts: Record<'page' | 'print' | 'command', string>;
}> {
  const marks = { importance: 'high' as const, ...flagsBy(letterFlags, () => true) };
  const sample = await buildEnvelope2(
    await createProvider(),
    {
      manifest: ({ envelopeId, title, titleSalt, parts: described }) =>
        buildManifest2({ envelopeId, title, titleSalt, marks, parts: described }),
    },
    { parts },
  );
  const answer = answerOf(sample);
  const { manifest, html } = await readInPage(sample, answer);
  const [page = '', print = ''] = html.split('data-testid="printed-letter"');
  const command = await openByCommand(sample, answer);
  // figures without what parts their digits
  const spaced = (text: string) =>
    text.replaceAll(/(?<=\d)[\u00a0\u202f](?=\d)/g, '').replaceAll(/[\u00a0\u202f]/g, ' ');
  return { manifest, texts: { page: spaced(page), print: spaced(print), command: spaced(command) } };
}

const parts: readonly SamplePart2[] = [
  part('body', { plaintext: '<p>Voir <img src="cid:a@pli.example"></p>', mediaType: 'text/html' }),
  part('attachment', { plaintext: 'x'.repeat(1_234_567), name: 'rapport reconnaissable.pdf' }),
  part('attachment', { plaintext: '\x89PNG', name: 'schéma.png', contentId: 'a@pli.example' }),
];

function part(
  kind: 'body' | 'attachment',
  { plaintext, ...said }: { plaintext: string; name?: string; mediaType?: string; contentId?: string },
): SamplePart2 {
  const isFile = kind === 'attachment';
  return {
    id: crypto.randomUUID(),
    kind,
    name: null,
    mediaType: 'application/octet-stream',
    disposition: isFile ? 'attachment' : null,
    contentId: null,
    ...said,
    plaintext: Uint8Array.from(Buffer.from(plaintext, 'latin1')),
  };
}

/** What a server answers to its opening. */
function answerOf(sample: SampleEnvelope2): OpenEnvelopeAnswer {
  const { envelopeId, sealSignature, sealingKey, timestampRoots, batch, recipient, named } = sample;
  const placeOf = ({ address, name, salt }: (typeof named)[number]) => ({
    address,
    name,
    salt: toBase64(salt),
  });
  const objectOf = (sha256: string) => ({
    method: 'GET' as const,
    url: `/vault/${sha256}`,
    headers: {},
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    secondsValid: 600,
  });
  return {
    envelopeId,
    contentKey: toBase64(sample.contentKey),
    seal: toBase64(Uint8Array.from(sample.seal)),
    batch: { ...batch, path: [...batch.path] },
    sealSignature,
    sealingKey,
    timestampResponse: sample.timestampResponse && toBase64(Uint8Array.from(sample.timestampResponse)),
    timestampRoots,
    addenda: [],
    recipient: { ...placeOf(recipient), id: crypto.randomUUID(), kind: recipient.kind },
    to: [],
    cc: named.map(placeOf),
    objects: Object.fromEntries([...sample.objects.keys()].map((sha256) => [sha256, objectOf(sha256)])),
  };
}

/** By the code of the reading worker, drawn as the page draws it. */
async function readInPage({ objects, contentKey }: SampleEnvelope2, answer: OpenEnvelopeAnswer) {
  const fetchObject = async ({ sha256 }: { sha256: string }) => Uint8Array.from(objects.get(sha256) ?? []);
  const key = await importContentKey(contentKey);
  const { verified, steps } = await verifyEnvelope(packageOf(answer, { contentKey: key, fetchObject }));
  if (verified?.manifest.format !== 'pli-manifest-2') throw new Error(JSON.stringify(steps));
  const noHash = () => {
    throw new Error('version 2 needs none');
  };
  const content = await openContent(key, verified.manifest, fetchObject, noHash, () => undefined);
  const envelope = openedEnvelope(verified, content, answer, [...steps]);
  const state = {
    phase: 'open',
    progress: null,
    steps: envelope.steps,
    waiting: null,
    envelope,
    fileNames: uniqueSafeFileNames(envelope.files.map(({ name }) => name)),
    pictures: new Map(),
    refusal: null,
    zip: null,
    mailing: false,
  } satisfies ReadingState;
  const html = renderToStaticMarkup(
    // nothing is pressed, and nothing leads elsewhere: neither router nor session is asked
    <AppRouterContext.Provider value={{} as ContextType<typeof AppRouterContext>}>
      <NextIntlClientProvider locale="fr" messages={{ evidence, letter, open }} timeZone="Europe/Paris">
        <MantineProvider env="test">
          <OpenedEnvelopeView
            mayAnswer={false}
            side={{ kind: 'received', reference }}
            session={{} as ReadingSession}
            state={state}
            envelope={envelope}
          />
        </MantineProvider>
      </NextIntlClientProvider>
    </AppRouterContext.Provider>,
  );
  return { manifest: verified.manifest, html };
}

/** What `pli open` says, to a person and to a program, and the text it saves. */
async function openByCommand({ objects }: SampleEnvelope2, answer: OpenEnvelopeAnswer): Promise<string> {
  const server = createServer((request, response) => {
    const object = objects.get(request.url?.split('/').at(-1) ?? '');
    if (!object) response.setHeader('content-type', 'application/json');
    response.end(object ?? JSON.stringify(request.url === `/api/e/${reference}/open` ? answer : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is one
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-manifest-'));
  let said = '';
  const out = (text: string) => {
    said += text;
  };
  try {
    for (const asked of [[], ['--json']]) {
      const args = ['open', reference, '--url', url, '--out', folder, '--force', '--lang', 'fr', ...asked];
      const env = { PLI_TOKEN: `pli_${'A'.repeat(43)}` };
      const code = await runPli({
        args,
        env,
        terminal: { out, err: out, live: null },
        input: async () => '',
        version: '0',
      });
      if (code !== 0) throw new Error(said);
    }
    return said + readFileSync(path.join(folder, 'message.txt'), 'utf8');
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}
