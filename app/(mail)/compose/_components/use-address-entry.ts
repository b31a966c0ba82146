'use client';

import { useEffect, useRef, useState } from 'react';
import { parseAddress } from '@/lib/address/address';
import { type Addressee, parseAddressees } from '@/lib/address/address-list';
import type { CorrespondentAnswer } from '@/lib/envelope/answers';
import { findCorrespondents } from './use-correspondents';

/**
 * What a person enters into a line of addressees. A name without an address is looked up first: while that lasts it stands there as
 * a token that cannot be sent; one match takes its place; several come back into the field to be chosen from; none, and it
 * stays as what must be mended. So nothing that was typed is ever left out of a letter without a word.
 */
export function useAddressEntry({
  value,
  mailboxId,
  onChange,
  onSeveral,
}: {
  value: readonly Addressee[];
  mailboxId: string;
  onChange: (value: Addressee[]) => void;
  /** Several match `typed`: they are offered where the field still has the focus; answers whether it has. */
  onSeveral: () => boolean;
}) {
  const [typed, setTyped] = useState('');
  const [looking, setLooking] = useState<ReadonlySet<string>>(new Set());
  // Look-ups answer later: they must find the line as it is then.
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  const change = (next: Addressee[]) => {
    latest.current = next;
    onChange(next);
  };

  const add = (addressees: readonly Addressee[]) => {
    const known = new Set(latest.current.map(({ address }) => parseAddress(address) ?? address));
    const fresh = addressees.filter(({ address }) => !known.has(address) && known.add(address));
    if (fresh.length > 0) change([...latest.current, ...fresh]);
    setTyped('');
  };
  const remove = (address: string) => change(latest.current.filter((one) => one.address !== address));

  const lookUp = async (name: string) => {
    setLooking((before) => new Set(before).add(name));
    const found = (await findCorrespondents(mailboxId, name)) ?? [];
    setLooking((before) => new Set([...before].filter((one) => one !== name)));
    const place = latest.current.findIndex((one) => one.address === name);
    const [match, another] = found;
    if (place < 0 || match === undefined) return;
    if (another === undefined) {
      const others = latest.current.filter((one) => one.address !== match.address);
      const at = others.findIndex((one) => one.address === name);
      change(others.toSpliced(at, 1, toAddressee(match)));
    } else if (onSeveral()) {
      change(latest.current.toSpliced(place, 1));
      setTyped((now) => (now.trim() === '' ? name : `${name} ${now}`));
    }
  };
  const commit = (text = typed) => {
    const entered = parseAddressees(text);
    const names = entered.filter(({ address }) => !address.includes('@')).map(({ address }) => address);
    add(entered);
    for (const name of names) void lookUp(name);
  };
  const edit = ({ address, name }: Addressee) => {
    remove(address);
    setTyped(name ? `${name} <${address}>` : address);
  };
  return { typed, setTyped, looking, add, commit, remove, edit };
}

/** A suggestion as an addressee. */
export function toAddressee({ address, name }: CorrespondentAnswer): Addressee {
  return name === null ? { address } : { address, name };
}
