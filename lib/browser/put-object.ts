import type { SignedRequestAnswer } from '../envelope/wire';
import { NetworkLost } from '../transfer/api-client';
import { storeRefusal } from '../transfer/store-refusal';

/**
 * Stores one object by its signed request, with progress within the object (fetch has none for uploads). Stored is only
 * what a store says is: an answer with a page in it, or from another address, is one of a network that lets nobody out yet.
 * `onProgress` gets bytes handed to the network so far, from 0 to the object's size.
 * @throws NetworkLost, ApiProblem (`signature-expired` for 403, `corrupted-on-the-way` for 400, else by status); AbortError.
 */
export function putObject(
  origin: string,
  request: SignedRequestAnswer,
  body: Uint8Array<ArrayBuffer>,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    signal.addEventListener('abort', abort, { once: true });
    const settle = (action: () => void) => {
      signal.removeEventListener('abort', abort);
      action();
    };
    const url = new URL(request.url, origin);
    xhr.open(request.method, url);
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => onProgress(Math.min(event.loaded, body.byteLength));
    xhr.onload = () =>
      settle(() => {
        if (xhr.status < 200 || xhr.status >= 300) reject(storeRefusal(xhr.status));
        else if (isOfAStore(xhr, url)) resolve();
        else reject(new NetworkLost());
      });
    xhr.onerror = () => settle(() => reject(new NetworkLost()));
    xhr.ontimeout = xhr.onerror;
    xhr.onabort = () => settle(() => reject(signal.reason));
    xhr.send(body);
  });
}

/** A store has nothing to say to a PUT, and sends nobody elsewhere; the sign-in page of a hotel's or a ward's network does. */
function isOfAStore(xhr: XMLHttpRequest, asked: URL): boolean {
  return xhr.responseText === '' && new URL(xhr.responseURL, asked).href === asked.href;
}
