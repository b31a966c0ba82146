'use client';

import { useEffect, useState } from 'react';
import type { Known } from '@/lib/browser/verify/verify-session';

/** What a person got another way than by the file, as it was typed; empty where nothing was. */
export type Trusted = Record<'logKey' | 'sealingKey' | 'timestampRoots' | 'keptCheckpoint', string>;
export type TrustedName = keyof Trusted;

const nothing: Trusted = { logKey: '', sealingKey: '', timestampRoots: '', keptCheckpoint: '' };
const storageKey = 'pli-verify-trusted';

/** Kept in this browser from one visit to the next, and nowhere else. */
export function useTrusted() {
  const [trusted, setTrusted] = useState(nothing);
  useEffect(() => setTrusted(read()), []);
  const keep = (next: Trusted) => {
    setTrusted(next);
    write(next);
  };
  return {
    trusted,
    count: Object.values(trusted).filter((text) => text.trim() !== '').length,
    set: (name: TrustedName, text: string) => keep({ ...trusted, [name]: text }),
    forget: () => keep(nothing),
  };
}

/** What the verifier compares with; an empty field compares with nothing. */
export function knownOf({ logKey, sealingKey, timestampRoots, keptCheckpoint }: Trusted): Known {
  return {
    ...(logKey.trim() ? { logKey: logKey.trim() } : {}),
    ...(sealingKey.trim() ? { sealingKey: sealingKey.trim() } : {}),
    ...(timestampRoots.trim() ? { timestampRoots: `${timestampRoots.trim()}\n` } : {}),
    // What is copied from a page may have lost its last line feed.
    ...(keptCheckpoint.trim() ? { keptCheckpoint: `${keptCheckpoint.trim()}\n` } : {}),
  };
}

const shapes: Record<TrustedName, RegExp> = {
  logKey: /^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/,
  sealingKey: /^([\s:]*[0-9a-fA-F]){40}$/,
  timestampRoots: /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/,
  keptCheckpoint: /^\S+\n\d+\n[A-Za-z0-9+/]{43}=\n[\s\S]*\n\n?\u2014 \S+ \S+/,
};

/** Whether what was typed cannot be what the field asks for. */
export function isMalformed(name: TrustedName, text: string): boolean {
  return text.trim() !== '' && !shapes[name].test(text.trim().replaceAll('\r', ''));
}

/** A browser may refuse its storage (private windows): then nothing is kept. */
function read(): Trusted {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(storageKey) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return nothing;
    const texts = Object.entries(kept).filter(([name, text]) => name in nothing && typeof text === 'string');
    return { ...nothing, ...Object.fromEntries(texts) };
  } catch {
    return nothing;
  }
}

function write(trusted: Trusted): void {
  try {
    if (Object.values(trusted).every((text) => text === '')) window.localStorage.removeItem(storageKey);
    else window.localStorage.setItem(storageKey, JSON.stringify(trusted));
  } catch {
    // said above
  }
}
