/** Bytes of a slice: a segment of Pli. */
export const sliceBytes = 8_388_608;

/**
 * The floor in a browser, without Pli: a file in 8 MiB slices, three in flight, as they are or under AES-256-GCM in a
 * worker. `upload(encrypt)` answers milliseconds from the press to the last acknowledgement.
 */
export const floorPage = `<!doctype html><meta charset="utf-8"><title>floor</title><input type="file"><a href="/file">file</a>
<script>
  window.upload = (encrypt) => new Promise((resolve, reject) => {
    const worker = new Worker('/worker.js');
    const start = performance.now();
    worker.onerror = (e) => reject(new Error(e.message));
    worker.onmessage = () => { worker.terminate(); resolve(performance.now() - start); };
    worker.postMessage({ file: document.querySelector('input').files[0], encrypt });
  });
  window.read = (pieces) => new Promise((resolve, reject) => {
    const worker = new Worker('/reader.js');
    const start = Date.now();
    worker.onerror = (e) => reject(new Error(e.message));
    worker.onmessage = ({ data }) => {
      worker.terminate();
      const link = document.createElement('a');
      link.href = URL.createObjectURL(data);
      link.download = 'read.bin';
      link.click();
      resolve(start);
    };
    worker.postMessage({ pieces });
  });
</script>`;

export const floorWorker = `
const sliceBytes = 8 * 1024 * 1024, inFlight = 3;
onmessage = async ({ data: { file, encrypt } }) => {
  const key = encrypt && await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const slices = Math.ceil(file.size / sliceBytes);
  let next = 0;
  const lane = async () => {
    while (next < slices) {
      const n = next++;
      let body = file.slice(n * sliceBytes, (n + 1) * sliceBytes);
      if (encrypt) {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, await body.arrayBuffer());
      }
      const answer = await fetch('/slice/' + n, { method: 'PUT', body });
      if (!answer.ok) throw new Error('slice ' + n + ': ' + answer.status);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  postMessage('done');
};`;

/**
 * (g) The floor of opening: what a reader must do at the least, natively and in a worker. The same bytes lie on the server in pieces,
 * each under AES-256-GCM; each is fetched, hashed, decrypted and hashed again (ciphertext and plaintext have a digest), three at a
 * time, and the whole is saved as a Blob.
 */
export const readerWorker = `
onmessage = async ({ data: { pieces } }) => {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['decrypt']);
  const plain = new Array(pieces);
  let next = 0;
  const lane = async () => {
    while (next < pieces) {
      const n = next++;
      const sealed = await (await fetch('/sealed/' + n, { cache: 'no-store' })).arrayBuffer();
      await crypto.subtle.digest('SHA-256', sealed);
      const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, sealed);
      await crypto.subtle.digest('SHA-256', bytes);
      plain[n] = new Blob([bytes]);
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  postMessage(new Blob(plain));
};`;
