import { hashBytes, nodeHash } from './merkle';
import type { Sha256 } from './sha256';

const stackHashesMax = 64;

/**
 * The root of a tree from its leaves and complete subtrees, from left to right, in the memory of 64 hashes: equal neighbours are
 * joined at once, the rest at the end (RFC 6962, section 2.1).
 */
export class TreeFold {
  readonly #sha256: Sha256;
  readonly #hashes = new Uint8Array(stackHashesMax * hashBytes);
  readonly #sizes: number[] = [];
  readonly #pair = new Uint8Array(1 + 2 * hashBytes);
  /** Leaves so far: the index of the next one. */
  size = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#pair[0] = 1;
  }

  /** Adds a leaf of which `bytes` are 0x00 || leaf. */
  addLeaf(bytes: Uint8Array): void {
    this.#sha256.into(bytes, this.#hashes, this.#sizes.length * hashBytes);
    this.#grow(1);
  }

  /** Adds a complete subtree; `size` is a power of two and divides the number of leaves so far. */
  addSubtree(size: number, hash: Uint8Array): void {
    this.#hashes.set(hash, this.#sizes.length * hashBytes);
    this.#grow(size);
  }

  /** The root of what was added so far; of nothing it is SHA-256 of nothing. */
  root(): Uint8Array {
    const count = this.#sizes.length;
    if (count === 0) {
      const root = new Uint8Array(hashBytes);
      this.#sha256.into(new Uint8Array(0), root, 0);
      return root;
    }
    let root: Uint8Array = this.#at(count - 1).slice();
    for (let i = count - 2; i >= 0; i -= 1) root = nodeHash(this.#sha256, this.#at(i), root);
    return root;
  }

  #grow(size: number): void {
    this.#sizes.push(size);
    this.size += size;
    for (;;) {
      const top = this.#sizes.length - 1;
      if (top < 1 || this.#sizes[top] !== this.#sizes[top - 1]) return;
      const left = (top - 1) * hashBytes;
      this.#pair.set(this.#hashes.subarray(left, left + 2 * hashBytes), 1);
      this.#sha256.into(this.#pair, this.#hashes, left);
      this.#sizes.length = top;
      this.#sizes[top - 1] = 2 * (this.#sizes[top - 1] ?? 0);
    }
  }

  #at(i: number): Uint8Array {
    return this.#hashes.subarray(i * hashBytes, (i + 1) * hashBytes);
  }
}
