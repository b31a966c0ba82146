/** What a patient may read out of an answer: the end of its id, by which an administrator finds it too. */
export function receiptNumber(envelopeId: string): string {
  const end = envelopeId.slice(-8).toUpperCase();
  return `${end.slice(0, 4)}-${end.slice(4)}`;
}
