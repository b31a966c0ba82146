'use client';

import { Loader, Pill } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBuilding,
  IconCircleOff,
  IconShieldFilled,
  IconWorld,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { parseAddress } from '@/lib/address/address';
import type { Addressee } from '@/lib/address/address-list';
import type { AddresseeStanding, TrustMark } from '@/lib/envelope/answers';
import classes from '../compose.module.css';

const icon = { size: 14, stroke: 2, 'aria-hidden': true } as const;

/** One addressee as a token: its trust mark, its name, a button that mends it and one that takes it away. */
export function AddressPill({
  addressee,
  standing,
  looking,
  disabled,
  onEdit,
  onRemove,
}: {
  addressee: Addressee;
  standing: AddresseeStanding | undefined;
  /** The look-up of what was typed has not answered yet. */
  looking: boolean;
  disabled: boolean;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations('compose.fields');
  const { address, name } = addressee;
  const state = looking
    ? 'looking'
    : parseAddress(address) === null
      ? 'stopped'
      : standing?.doubt
        ? 'doubt'
        : (standing?.mark ?? 'unknown');
  const mark =
    state === 'colleague' || state === 'trust-space' || state === 'outside' ? t(`mark.${state}`) : null;
  // What is seen is part of what is said (WCAG 2.2, 2.5.3).
  const spoken = [t('editAddress', { address: name ?? address }), mark, name && address]
    .filter(Boolean)
    .join(' ');
  return (
    <Pill
      size="md"
      className={classes.pill}
      data-state={state}
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
        aria-label={spoken}
        disabled={disabled}
        onClick={onEdit}
      >
        <StateIcon state={state} />
        <span>{name ?? address}</span> {mark !== null && <span className={classes.pillMark}>{mark}</span>}
      </button>
    </Pill>
  );
}

function StateIcon({ state }: { state: TrustMark | 'looking' | 'stopped' | 'doubt' | 'unknown' }) {
  switch (state) {
    case 'looking':
      return <Loader size={12} color="gray" aria-hidden />;
    case 'stopped':
      return <IconCircleOff {...icon} />;
    case 'doubt':
      return <IconAlertTriangle {...icon} />;
    case 'unknown':
      return null;
    default:
      return <MarkIcon mark={state} />;
  }
}

/** The trust mark's sign, beside a word or with one in the suggestion's line: colour is never all that tells. */
export function MarkIcon({ mark }: { mark: TrustMark }) {
  switch (mark) {
    case 'colleague':
      return <IconBuilding {...icon} className={classes.colleague ?? ''} />;
    case 'trust-space':
      return <IconShieldFilled {...icon} className={classes.trustSpace ?? ''} />;
    case 'outside':
      return <IconWorld {...icon} className={classes.outside ?? ''} />;
  }
}
