import { enqueue, type Letter, type Model } from './letter';

/** Who still waits can see it from now on, and is told once. */
export function releaseWaiting(model: Model, index: number, letter: Letter): boolean {
  const waiting = letter.copies.filter((copy) => !copy.released && !copy.withdrawn);
  for (const copy of waiting) {
    copy.released = true;
    enqueue(model, { name: 'notify', letter: index, box: copy.box });
  }
  return waiting.length > 0;
}
