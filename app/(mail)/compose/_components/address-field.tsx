'use client';

import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId } from 'react';
import { parseAddress } from '@/lib/address/address';
import type { Addressee } from '@/lib/address/address-list';

import type { AddresseeStanding, CorrespondentAnswer } from '@/lib/envelope/answers';

import classes from '../compose.module.css';
import { AddressPill, MarkIcon } from './address-pill';
import { toAddressee, useAddressEntry } from './use-address-entry';
import { useCorrespondents } from './use-correspondents';
import { useStandings } from './use-standings';

/**
 * One line of addressees as tokens: typed, completed from known correspondents, or pasted several at a time. What is no
 * address stays as a token marked as such, to be mended by a click.
 */
export function AddressField({
  label,
  value,
  mailboxId,
  disabled,
  autoFocus,
  onChange,
}: {
  label: string;
  value: readonly Addressee[];
  mailboxId: string;
  disabled: boolean;
  autoFocus?: boolean;
  onChange: (value: Addressee[]) => void;
}) {
  const t = useTranslations('compose.fields');
  const id = useId();
  const { typed, setTyped, looking, add, commit, remove, edit } = useAddressEntry({
    value,
    mailboxId,
    onChange,
    onSeveral: () => {
      const focused = document.activeElement?.id === id;
      if (focused) combobox.openDropdown();
      return focused;
    },
  });
  const found = useCorrespondents(mailboxId, typed).filter(
    ({ address }) => !value.some((present) => parseAddress(present.address) === address),
  );
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const firstFound = parseAddress(typed) === null ? found[0]?.address : undefined;
  const { resetSelectedOption, selectFirstOption } = combobox;
  useEffect(() => {
    // Enter takes the first suggestion, unless a whole address has been typed.
    if (firstFound === undefined) resetSelectedOption();
    else selectFirstOption();
  }, [firstFound, resetSelectedOption, selectFirstOption]);
  const invalid = value.filter(({ address }) => parseAddress(address) === null && !looking.has(address));
  const standings = useStandings(
    mailboxId,
    value.map(({ address }) => address),
  );
  const mend = (one: Addressee) => {
    edit(one);
    document.getElementById(id)?.focus();
    combobox.openDropdown();
  };
  const enter = () => {
    commit();
    combobox.closeDropdown();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      // Ctrl+Enter sends: what still stands in the field is a recipient too.
      if (event.key === 'Enter' && typed.trim() !== '') enter();
      return;
    }
    const chosen = combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0;
    if (event.key === 'Backspace' && typed === '') {
      const last = value.at(-1);
      if (last) remove(last.address);
    } else if (event.key === 'Tab' && !event.shiftKey && chosen) {
      // As in other mail programs: Tab takes the suggestion, the next one goes on.
      const suggested = found[combobox.getSelectedOptionIndex()];
      if (!suggested) return;
      event.preventDefault();
      add([toAddressee(suggested)]);
    } else if (typed.trim() !== '' && !chosen && ['Enter', ',', ';', 'Tab'].includes(event.key)) {
      if (event.key !== 'Tab') event.preventDefault();
      enter();
    } else if (event.key === 'Enter' && !chosen) {
      event.preventDefault();
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!/[,;\n\t<@]/.test(pasted)) return;
    event.preventDefault();
    commit(`${typed}${pasted}`);
    combobox.closeDropdown();
  };
  const firstInvalid = invalid[0]?.address ?? '';

  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.rowLabel}>
        {label}
      </label>
      <Combobox
        store={combobox}
        onOptionSubmit={(address) => add(found.filter((one) => one.address === address).map(toAddressee))}
      >
        <Combobox.DropdownTarget>
          <PillsInput
            id={id}
            variant="unstyled"
            disabled={disabled}
            error={
              invalid.length > 0 ? t('addressInvalid', { count: invalid.length, first: firstInvalid }) : null
            }
            className={classes.rowField ?? ''}
          >
            <Pill.Group>
              {value.map((one) => (
                <AddressPill
                  key={one.address}
                  addressee={one}
                  standing={standings.get(parseAddress(one.address) ?? '')}
                  looking={looking.has(one.address)}
                  disabled={disabled}
                  onEdit={() => mend(one)}
                  onRemove={() => remove(one.address)}
                />
              ))}
              <Combobox.EventsTarget withExpandedAttribute>
                <PillsInput.Field
                  value={typed}
                  disabled={disabled}
                  autoFocus={autoFocus ?? false}
                  autoComplete="off"
                  spellCheck={false}
                  inputMode="email"
                  placeholder={value.length === 0 ? t('addressPlaceholder') : ''}
                  aria-invalid={invalid.length > 0}
                  onChange={(event) => {
                    setTyped(event.currentTarget.value);
                    combobox.openDropdown();
                  }}
                  onKeyDown={onKeyDown}
                  onPaste={onPaste}
                  onBlur={() => (typed.trim() === '' ? combobox.closeDropdown() : enter())}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={found.length === 0 || typed.trim() === ''}>
          <Combobox.Options aria-label={t('suggestions')}>
            {found.map((one) => (
              <Combobox.Option key={one.address} value={one.address}>
                <Suggestion correspondent={one} />
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
        <Doubts standings={[...standings.values()]} />
      </Combobox>
    </div>
  );
}

/** What looks like a mistake, said before anything is sent; it forbids nothing. */
function Doubts({ standings }: { standings: readonly AddresseeStanding[] }) {
  const t = useTranslations('compose.fields.doubt');
  return (
    <ul className={classes.doubts} aria-live="polite">
      {standings.flatMap(({ address, doubt }) =>
        doubt === null ? [] : [<li key={address}>{t(doubt.kind, { address, domain: doubt.domain })}</li>],
      )}
    </ul>
  );
}

function Suggestion({ correspondent }: { correspondent: CorrespondentAnswer }) {
  const t = useTranslations('compose.fields');
  const { name, address, mark } = correspondent;
  return (
    <span className={classes.suggestion}>
      <span>{name ?? address}</span>
      {name && <span className={classes.dimmed}>{address}</span>}
      <span className={classes.suggestionMark}>
        <MarkIcon mark={mark} /> {t(`mark.${mark}`)}
      </span>
    </span>
  );
}
