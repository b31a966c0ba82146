/**
 * MB/s of the segment cipher against OpenPGP.js, on one segment of 8 MiB in memory: medians over rounds that take turns, so
 * that a busy machine slows all alike. Run: npx tsx bench/segment-cipher.ts [rounds]
 */
import * as openpgp from 'openpgp';
import { randomBytes } from '../lib/envelope-format/bytes';
import { decryptSegment } from '../lib/envelope-format/decrypt-segment';
import { encryptSegment } from '../lib/envelope-format/encrypt-segment';
import { importContentKey } from '../lib/envelope-format/segment-cipher';
import { chunkBytes, chunkSizeOctet } from '../lib/envelope-format/segment-layout';
import { segmentPlaintextBytesMax } from '../lib/envelope-format/types';

const rounds = Number(process.argv[2] ?? 9);
const keyBytes = randomBytes(32);
const key = await importContentKey(keyBytes);
const plaintext = new Uint8Array(segmentPlaintextBytesMax);
for (let offset = 0; offset < plaintext.length; offset += 65_536) {
  crypto.getRandomValues(plaintext.subarray(offset, offset + 65_536));
}
const message = await encryptSegment(key, plaintext);

const config = {
  aeadProtect: true,
  preferredAEADAlgorithm: openpgp.enums.aead.gcm,
  aeadChunkSizeByte: chunkSizeOctet,
};
const sessionKey = { data: keyBytes, algorithm: 'aes256', aeadAlgorithm: 'gcm' } as const;

const contestants: Record<string, () => Promise<unknown>> = {
  'pli encrypt': () => encryptSegment(key, plaintext),
  'pli decrypt': () => decryptSegment(key, message),
  'OpenPGP.js encrypt': async () =>
    openpgp.encrypt({
      message: await openpgp.createMessage({ binary: plaintext }),
      sessionKey,
      format: 'binary',
      config,
    }),
  'OpenPGP.js decrypt': async () =>
    openpgp.decrypt({
      message: await openpgp.readMessage({ binaryMessage: message }),
      sessionKeys: { data: keyBytes, algorithm: 'aes256' },
      format: 'binary',
      config,
    }),
  'bare AES-256-GCM of one piece (floor)': async () => {
    const gcm = await crypto.subtle.importKey('raw', keyBytes, 'AES-GCM', false, ['encrypt']);
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, gcm, plaintext);
  },
};

const speeds = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
for (let round = -1; round < rounds; round++) {
  for (const [name, run] of Object.entries(contestants)) {
    const start = performance.now();
    await run();
    const megabytesPerSecond = plaintext.length / 1e3 / (performance.now() - start);
    if (round >= 0) speeds.get(name)?.push(megabytesPerSecond);
  }
}
console.log(
  `one segment of 8 MiB, chunks of ${chunkBytes} bytes (octet ${chunkSizeOctet}), medians of ${rounds}, MB/s`,
);
for (const [name, samples] of speeds) {
  const median = samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)];
  console.log(`${name.padEnd(40)} ${median?.toFixed(0)}`);
}
