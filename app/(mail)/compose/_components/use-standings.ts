'use client';

import { useEffect, useRef, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { parseAddress } from '@/lib/address/address';
import type { AddresseeStanding, AddresseesAnswer } from '@/lib/envelope/answers';

const atOnceMax = 100;

/**
 * What is to be said of each address before anything is sent to it, by address; asked once for each. Empty while the service does
 * not answer: it forbids nothing.
 */
export function useStandings(
  mailboxId: string,
  addresses: readonly string[],
): ReadonlyMap<string, AddresseeStanding> {
  const [standings, setStandings] = useState<ReadonlyMap<string, AddresseeStanding>>(new Map());
  const asked = useRef(new Set<string>());
  const keys = addresses
    .flatMap((typed) => parseAddress(typed) ?? [])
    .map((address) => `${mailboxId} ${address}`)
    .join('\n');
  useEffect(() => {
    const fresh = keys
      .split('\n')
      .filter((key) => key !== '' && !asked.current.has(key))
      .slice(0, atOnceMax);
    if (fresh.length === 0) return;
    for (const key of fresh) asked.current.add(key);
    const body = { mailbox: mailboxId, addresses: fresh.map((key) => key.slice(key.indexOf(' ') + 1)) };
    void callApi<AddresseesAnswer>('POST', '/api/addressees', body).then((answer) => {
      if (answer.ok) {
        const told = answer.data.addressees.map((one) => [`${mailboxId} ${one.address}`, one] as const);
        setStandings((before) => new Map([...before, ...told]));
      } else {
        for (const key of fresh) asked.current.delete(key);
      }
    });
  }, [mailboxId, keys]);
  return new Map(
    [...standings].flatMap(([key, one]) => (key.startsWith(`${mailboxId} `) ? [[one.address, one]] : [])),
  );
}
