'use client';

import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconDotsVertical,
  IconPlayerPause,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Dropdown } from '@/app/_components/dialog/dropdown';
import menu from '@/app/_components/dialog/dropdown.module.css';
import { Moment } from '@/app/_components/show/moment';
import { StateBadge } from '@/app/_components/show/state-badge';
import { whereOf } from '@/lib/destinations/where-of';
import type { DestinationItem } from '@/lib/destinations/wire';
import classes from './exports.module.css';
import type { Deed } from './use-deeds';
import { useFailureText } from './use-failure-text';

const small = { size: 14, stroke: 2, 'aria-hidden': true } as const;
const states = {
  new: { tone: 'quiet', icon: <IconClock {...small} /> },
  working: { tone: 'good', icon: <IconCircleCheck {...small} /> },
  failing: { tone: 'bad', icon: <IconAlertTriangle {...small} /> },
  paused: { tone: 'warn', icon: <IconPlayerPause {...small} /> },
} as const;

/** One destination: what it is, how it is doing, what can be done. */
export function DestinationRow(props: {
  item: DestinationItem;
  busy: boolean;
  onEdit: () => void;
  onChosen: (deed: Deed) => void;
}) {
  const t = useTranslations('destinations');
  const { item, busy, onEdit, onChosen } = props;
  const others: Deed[] = [
    item.state === 'paused' ? 'resume' : 'pause',
    ...(item.kind === 'webhook' ? (['renew'] as const) : []),
    'remove',
  ];
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <div className={classes.head}>
          <h2>{item.name}</h2>
          <StateBadge {...states[item.state]}>{t(`states.${item.state}`)}</StateBadge>
        </div>
        <div className={classes.facts}>
          {t(`kinds.${item.kind}`)} · <span className={classes.where}>{whereOf(item)}</span>
        </div>
        <Status item={item} />
      </div>
      <div className={classes.deeds}>
        <Button
          variant="default"
          size="compact-sm"
          loading={busy}
          onClick={() => onChosen('test')}
          aria-label={t('testLabel', { name: item.name })}
        >
          {t('do.test')}
        </Button>
        <Dropdown
          label={t('actionsFor', { name: item.name })}
          face={<IconDotsVertical size={18} aria-hidden />}
        >
          <button type="button" className={menu.choice} data-plain onClick={onEdit}>
            {t('do.edit')}
          </button>
          {others.map((deed) => (
            <button
              key={deed}
              type="button"
              className={menu.choice}
              data-plain
              data-grave={deed === 'remove' || undefined}
              onClick={() => onChosen(deed)}
            >
              {t(`do.${deed}`)}
            </button>
          ))}
        </Dropdown>
      </div>
    </li>
  );
}

function Status({ item }: { item: DestinationItem }) {
  const t = useTranslations('destinations');
  const failureText = useFailureText();
  const { lastSuccessAt, failingSince, lastFailure, nextTryAt, lastObject } = item;
  return (
    <>
      <div className={classes.facts}>
        {lastSuccessAt === null
          ? t('never')
          : t.rich('lastSuccess', { when: () => <Moment value={lastSuccessAt} /> })}{' '}
        · {t('backlog', { count: item.backlog })}
        {item.kind === 's3' && nextTryAt !== null && (
          <> · {t.rich('nextExport', { when: () => <Moment value={nextTryAt} exact /> })}</>
        )}
      </div>
      {lastObject && <div className={classes.facts}>{t('lastObject', { key: lastObject.key })}</div>}
      {lastFailure && failingSince && (
        <div className={classes.failure}>
          {t.rich('failing', {
            when: () => <Moment value={failingSince} exact />,
            reason: failureText(lastFailure),
          })}
        </div>
      )}
    </>
  );
}
