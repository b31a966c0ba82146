import { generateSeed } from '../../lib/envelope-format/content-key';
import { wrapSeed } from '../../lib/envelope-format/key-packet';

/** A seed and its key packet (base64), as a browser makes them for a new draft. */
export async function freshKeyPacket(vaultPublicKey: string) {
  const seed = generateSeed();
  return { seed, keyPacket: Buffer.from(await wrapSeed(seed, vaultPublicKey)).toString('base64') };
}
