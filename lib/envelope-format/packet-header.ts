/**
 * Headers of OpenPGP packets in the current format with a definite length (RFC 9580, sections 4.2.1.1 to 4.2.1.3),
 * always in the shortest form, so that a size determines its header and back.
 */

/** Octets of a packet header (tag and length) before a body of that many octets. */
export function packetHeaderBytes(bodyBytes: number): number {
  if (bodyBytes < 192) return 2;
  return bodyBytes < 8_384 ? 3 : 6;
}

/** Writes the header for `tag` at `offset` and returns the offset behind it. */
export function writePacketHeader(
  target: Uint8Array,
  offset: number,
  tag: number,
  bodyBytes: number,
): number {
  const view = new DataView(target.buffer, target.byteOffset);
  view.setUint8(offset, 0xc0 | tag);
  if (bodyBytes < 192) {
    view.setUint8(offset + 1, bodyBytes);
  } else if (bodyBytes < 8_384) {
    view.setUint16(offset + 1, bodyBytes - 192 + 0xc000);
  } else {
    view.setUint8(offset + 1, 0xff);
    view.setUint32(offset + 2, bodyBytes);
  }
  return offset + packetHeaderBytes(bodyBytes);
}

/** The header for `tag` before a body of that many octets. */
export function packetHeader(tag: number, bodyBytes: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(packetHeaderBytes(bodyBytes));
  writePacketHeader(header, 0, tag, bodyBytes);
  return header;
}
