'use client';

import { Fragment } from 'react';
import classes from './audit.module.css';

/** A sentence in which each address it names is a button to that person's timeline. */
export function LinkedSentence({
  sentence,
  people,
  onPerson,
}: {
  sentence: string;
  people: readonly (string | null)[];
  onPerson: (address: string) => void;
}) {
  const named = [...new Set(people)].filter((one): one is string => one?.includes('@') === true);
  let parts: (string | { address: string })[] = [sentence];
  for (const address of named) {
    parts = parts.flatMap((part) => (typeof part === 'string' ? splitAround(part, address) : [part]));
  }
  return (
    <>
      {parts.map((part, place) =>
        typeof part === 'string' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never move
          <Fragment key={place}>{part}</Fragment>
        ) : (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never move
            key={place}
            type="button"
            className={classes.link}
            onClick={() => onPerson(part.address)}
          >
            {part.address}
          </button>
        ),
      )}
    </>
  );
}

function splitAround(text: string, address: string): (string | { address: string })[] {
  return text.split(address).flatMap((part, place) => (place === 0 ? [part] : [{ address }, part]));
}
