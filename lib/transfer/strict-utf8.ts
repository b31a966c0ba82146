/** Text of bytes that must be UTF-8; a mark of byte order at its beginning is left out. @throws TypeError for what is none */
export function strictUtf8(bytes: ArrayBuffer | Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
