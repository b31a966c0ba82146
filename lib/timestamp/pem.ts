/** Textual encoding of DER (RFC 7468), 64 characters a line. */
export function encodePem(label: string, der: Uint8Array): string {
  let binary = '';
  for (const octet of der) binary += String.fromCharCode(octet);
  const lines = btoa(binary).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** The DER of every block with this label, in order. @throws DOMException on bad base64 */
export function decodePem(label: string, pem: string): Uint8Array<ArrayBuffer>[] {
  const blocks = pem.matchAll(new RegExp(`-----BEGIN ${label}-----([\\s\\S]+?)-----END ${label}-----`, 'g'));
  return Array.from(blocks, ([, base64 = '']) =>
    Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0)),
  );
}
