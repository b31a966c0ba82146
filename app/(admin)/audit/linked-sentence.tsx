'use client';

import { Fragment } from 'react';
import { piecesOf } from '@/app/_components/show/pieces-of';
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
  return piecesOf(sentence, anyOf(people)).map(({ start, text, found }) =>
    found ? (
      <button key={start} type="button" className={classes.link} onClick={() => onPerson(text)}>
        {text}
      </button>
    ) : (
      <Fragment key={start}>{text}</Fragment>
    ),
  );
}

/** Finds those of `people` that are addresses, the longer before one it contains. */
function anyOf(people: readonly (string | null)[]): RegExp {
  const named = people.filter((one): one is string => one?.includes('@') === true);
  const literally = named
    .sort((a, b) => b.length - a.length)
    .map((address) => address.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(literally.length === 0 ? '(?!)' : literally.join('|'), 'g');
}
