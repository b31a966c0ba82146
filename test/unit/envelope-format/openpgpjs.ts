import * as openpgp from 'openpgp';
import { concatBytes } from '../../../lib/envelope-format/bytes';
import { packetHeader } from '../../../lib/envelope-format/packet-header';
import { chunkSizeOctet, packetTags } from '../../../lib/envelope-format/segment-layout';

/** What OpenPGP.js must be told to write version 2 packets with AES-GCM and our chunk size. */
const config = {
  aeadProtect: true,
  preferredAEADAlgorithm: openpgp.enums.aead.gcm,
  aeadChunkSizeByte: chunkSizeOctet,
} as const;

/**
 * One message under a session key, as OpenPGP.js' own packets write it. `openpgp.encrypt` gives packets of 256 octets and
 * more partial lengths (RFC 9580, section 4.2.1.4), which this format refuses, so only the length octets here are ours.
 */
export async function openpgpjsEncrypt(
  contentKey: Uint8Array,
  plaintext: Uint8Array,
  options: { chunkSizeByte?: number; filename?: string; format?: 'utf8' } = {},
): Promise<Uint8Array> {
  // OpenPGP.js' type declarations leave these methods out or call them private; they are its packet interface all the same.
  const literal = new openpgp.LiteralDataPacket() as unknown as LiteralPacket;
  literal.setBytes(plaintext, openpgp.enums.literal[options.format ?? 'binary']);
  if (options.filename !== undefined) literal.setFilename(options.filename);
  const literalBody = await collect(literal.write());
  const packet = encryptedDataPacket.fromObject({ version: 2, aeadAlgorithm: openpgp.enums.aead.gcm });
  packet.packets = {
    write: () => concatBytes(packetHeader(packetTags.literalData, literalBody.length), literalBody),
  };
  const chunkSize = { ...openpgp.config, aeadChunkSizeByte: options.chunkSizeByte ?? chunkSizeOctet };
  await packet.encrypt(openpgp.enums.symmetric.aes256, contentKey, chunkSize);
  const body = await collect(packet.write());
  return concatBytes(packetHeader(packetTags.encryptedData, body.length), body);
}

type Written = Uint8Array | { getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }> } };
type LiteralPacket = {
  setBytes(bytes: Uint8Array, format: openpgp.enums.literal): void;
  setFilename(name: string): void;
  write(): Written;
};
type EncryptedDataPacket = {
  packets: { write(): Uint8Array };
  encrypt(algorithm: openpgp.enums.symmetric, key: Uint8Array, config: openpgp.Config): Promise<boolean>;
  write(): Written;
};
const encryptedDataPacket = openpgp.SymEncryptedIntegrityProtectedDataPacket as unknown as {
  fromObject(fields: { version: 2; aeadAlgorithm: openpgp.enums.aead }): EncryptedDataPacket;
};

async function collect(written: Written): Promise<Uint8Array> {
  if (written instanceof Uint8Array) return written;
  const pieces: Uint8Array[] = [];
  const reader = written.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (next.value) pieces.push(next.value);
  }
  return concatBytes(...pieces);
}

/** The same in one call of `openpgp.encrypt`: definite lengths below 256 octets, partial ones above. */
export async function openpgpjsEncryptPlainly(
  contentKey: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  return openpgp.encrypt({
    message: await openpgp.createMessage({ binary: plaintext }),
    sessionKey: { data: contentKey, algorithm: 'aes256', aeadAlgorithm: 'gcm' },
    format: 'binary',
    config,
  });
}

/** What OpenPGP.js alone reads from a message under a session key. */
export async function openpgpjsDecrypt(contentKey: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const { data } = await openpgp.decrypt({
    message: await openpgp.readMessage({ binaryMessage: message }),
    sessionKeys: { data: contentKey, algorithm: 'aes256' },
    format: 'binary',
    config,
  });
  return data;
}
