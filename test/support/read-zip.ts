/** A file in a ZIP. */
export type ZipEntry = { name: string; bytes: Buffer };

/**
 * The entries of a ZIP whose files are stored without compression (method 0), read from its central directory
 * (APPNOTE.TXT, sections 4.3.12 and 4.3.16), as a program does that did not write it.
 * @throws where anything is compressed, encrypted or out of place
 */
export function readStoredZip(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('no end of central directory');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`no entry at ${at}`);
    if (zip.readUInt16LE(at + 10) !== 0) throw new Error('a compressed entry');
    const [size, nameLength, extraLength, commentLength, local] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    at += 46 + nameLength + extraLength + commentLength;
    return { name, bytes: zip.subarray(from, from + size) };
  });
}
