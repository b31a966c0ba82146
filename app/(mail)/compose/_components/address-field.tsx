'use client';

import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useState } from 'react';
import { parseAddress } from '@/lib/address/address';
import { type Addressee, parseAddressees } from '@/lib/address/address-list';

import type { CorrespondentAnswer } from '@/lib/envelope/wire';

import classes from '../compose.module.css';
import { useCorrespondents } from './use-correspondents';

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
  const [typed, setTyped] = useState('');
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
  const invalid = value.filter(({ address }) => parseAddress(address) === null);

  const add = (addressees: readonly Addressee[]) => {
    const known = new Set(value.map(({ address }) => parseAddress(address) ?? address));
    const fresh = addressees
      .map((one) => ({ ...one, address: parseAddress(one.address) ?? one.address }))
      .filter(({ address }) => !known.has(address) && known.add(address));
    onChange([...value, ...fresh]);
    setTyped('');
    combobox.closeDropdown();
  };
  const commit = () => add(parseAddressees(typed));
  const remove = (address: string) => onChange(value.filter((one) => one.address !== address));
  const edit = (one: Addressee) => {
    remove(one.address);
    setTyped(one.name ? `${one.name} <${one.address}>` : one.address);
    document.getElementById(id)?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
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
      commit();
    } else if (event.key === 'Enter' && !chosen) {
      event.preventDefault();
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!/[,;\n<@]/.test(pasted)) return;
    event.preventDefault();
    add(parseAddressees(`${typed}${pasted}`));
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
                  disabled={disabled}
                  onEdit={() => edit(one)}
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
                  onBlur={() => (typed.trim() === '' ? combobox.closeDropdown() : commit())}
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
      </Combobox>
    </div>
  );
}

function AddressPill({
  addressee,
  disabled,
  onEdit,
  onRemove,
}: {
  addressee: Addressee;
  disabled: boolean;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations('compose.fields');
  const { address, name } = addressee;
  const invalid = parseAddress(address) === null;
  return (
    <Pill
      size="md"
      className={invalid ? classes.invalidPill : classes.pill}
      withRemoveButton={!disabled}
      removeButtonProps={{
        'aria-hidden': false,
        'aria-label': t('removeAddress', { address }),
        tabIndex: 0,
        onClick: onRemove,
      }}
    >
      <button
        type="button"
        className={classes.pillText}
        title={address}
        aria-label={t('editAddress', { address })}
        disabled={disabled}
        onClick={onEdit}
      >
        {name ?? address}
      </button>
    </Pill>
  );
}

function Suggestion({ correspondent }: { correspondent: CorrespondentAnswer }) {
  const t = useTranslations('compose.fields');
  const { name, address, source } = correspondent;
  return (
    <span className={classes.suggestion}>
      <span>{name ?? address}</span>
      {name && <span className={classes.dimmed}>{address}</span>}
      {source === 'organisation' && <span className={classes.dimmed}>· {t('fromOrganisation')}</span>}
    </span>
  );
}

function toAddressee({ address, name }: CorrespondentAnswer): Addressee {
  return name === null ? { address } : { address, name };
}
