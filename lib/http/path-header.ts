/** Request header in which proxy.ts hands a page its own path; whatever a client sends there is overwritten. */
export const pathHeader = 'x-pli-path';

/** Request header in which proxy.ts hands a page the nonce of its Content-Security-Policy. */
export const nonceHeader = 'x-nonce';
