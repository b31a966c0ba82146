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
