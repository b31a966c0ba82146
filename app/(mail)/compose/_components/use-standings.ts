'use client';

import { useEffect, useState } from 'react';
import type { AddresseeStanding } from '@/lib/envelope/answers';
import { askStandings, knownStandings } from './ask-standings';

/**
 * What is to be said of each address before anything is sent to it, by address; asked once for each. Empty while the service does
 * not answer: it forbids nothing.
 */
export function useStandings(
  mailboxId: string,
  addresses: readonly string[],
): ReadonlyMap<string, AddresseeStanding> {
  const [, setAnswers] = useState(0);
  const keys = addresses.join('\n');
  useEffect(() => {
    let isShown = true;
    void askStandings(mailboxId, keys.split('\n')).then(() => isShown && setAnswers((count) => count + 1));
    return () => {
      isShown = false;
    };
  }, [mailboxId, keys]);
  return new Map(knownStandings(mailboxId, addresses).map((one) => [one.address, one]));
}
