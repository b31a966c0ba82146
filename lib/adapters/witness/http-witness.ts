import 'server-only';
import type { Witness } from '../../ports/witness';

const answerBytesMax = 16_384;

/** A witness by HTTP (C2SP tlog-witness, add-checkpoint); `prefix` is its submission prefix. */
export function createHttpWitness({
  prefix,
  timeoutMs = 15_000,
}: {
  prefix: string;
  timeoutMs?: number;
}): Witness {
  const name = prefix.replace(/\/+$/, '');
  return {
    name,
    async add(old, proof, note) {
      const hashes = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
      const answer = await fetch(`${name}/add-checkpoint`, {
        method: 'POST',
        body: `old ${old}\n${hashes}\n${note}`,
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await readBounded(answer);
      if (answer.status === 200) return { kind: 'kept', cosignatures: text };
      const known = answer.status === 409 ? /^(\d{1,15})\n?$/.exec(text)?.[1] : undefined;
      if (known !== undefined) return { kind: 'knows', treeSize: Number(known) };
      throw new Error(`the witness answered ${answer.status}`);
    },
  };
}

async function readBounded(answer: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  // A fetch body is an async iterable of Uint8Array in Node; the DOM's types do not say so.
  for await (const piece of (answer.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > answerBytesMax) throw new Error('the witness answered too much');
  }
  return text;
}
