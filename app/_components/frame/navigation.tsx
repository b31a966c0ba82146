'use client';

import { IconDots, IconPencilPlus } from '@tabler/icons-react';
import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useRef } from 'react';
import classes from './frame.module.css';
import { useUnread } from './live-mail';

/** One place to go. `icon` is drawn by the server. */
export type Place = {
  href: string;
  label: string;
  icon: ReactNode;
  /** What waits there; 1,000 where it is more. */
  unread?: number;
};
/** Places under a heading; the first group has none. */
export type PlaceGroup = { heading: string | null; places: readonly Place[] };

function useIsCurrent() {
  const pathname = usePathname();
  // A received envelope is read under the path of its link; for whoever has an inbox it belongs there.
  const here = pathname.startsWith('/e/') ? '/inbox' : pathname;
  return (href: string) => here === href || here.startsWith(`${href}/`);
}

/** A line that grows along the link while its page is fetched; only seen when that takes a moment. */
function OnItsWay() {
  const { pending } = useLinkStatus();
  return pending ? <span className={classes.pending} aria-hidden /> : null;
}

function Unread({ made }: { made: number }) {
  const t = useTranslations('common');
  const count = useUnread(made);
  if (count === 0) return null;
  return (
    <span className={classes.unread}>
      <span aria-hidden>{count < 1_000 ? count : '999+'}</span>
      <span className="visually-hidden">{t('unread', { count })}</span>
    </span>
  );
}

function PlaceLink({ place, onNavigate }: { place: Place; onNavigate?: () => void }) {
  const isCurrent = useIsCurrent();
  return (
    <Link
      // A page ahead costs the server a page; nobody follows most of them.
      prefetch={false}
      href={place.href}
      className={classes.link}
      aria-current={isCurrent(place.href) ? 'page' : undefined}
      {...(onNavigate ? { onClick: onNavigate } : {})}
    >
      {place.icon}
      {place.label}
      {place.unread !== undefined && <Unread made={place.unread} />}
      <OnItsWay />
    </Link>
  );
}

/** The rail of a wide screen. */
export function Rail({ groups, mayCompose }: { groups: readonly PlaceGroup[]; mayCompose: boolean }) {
  const t = useTranslations('common');
  return (
    <nav className={classes.rail} aria-label={t('navigation')}>
      {mayCompose && (
        <Link href="/compose" className={classes.compose} prefetch={false}>
          <IconPencilPlus size={20} aria-hidden /> {t('compose')}
        </Link>
      )}
      {groups.map((group) => (
        <div key={group.heading ?? ''}>
          {group.heading && <p className={classes.section}>{group.heading}</p>}
          <ul className={classes.list}>
            {group.places.map((place) => (
              <li key={place.href}>
                <PlaceLink place={place} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Tab({ place, primary = false }: { place: Place; primary?: boolean }) {
  const isCurrent = useIsCurrent();
  return (
    <Link
      // A page ahead costs the server a page; nobody follows most of them.
      prefetch={false}
      href={place.href}
      className={classes.tab}
      aria-current={isCurrent(place.href) ? 'page' : undefined}
      data-primary={primary || undefined}
    >
      {place.icon}
      <span>{place.label}</span>
      {place.unread !== undefined && <Unread made={place.unread} />}
      <OnItsWay />
    </Link>
  );
}

/** The bar at the bottom of a phone: the first places, and a sheet with the others. */
export function BottomBar({ groups, mayCompose }: { groups: readonly PlaceGroup[]; mayCompose: boolean }) {
  const t = useTranslations('common');
  const sheetId = useId();
  const sheet = useRef<HTMLDivElement>(null);
  const all = groups.flatMap((group) => group.places);
  const shown = all.slice(0, 3);
  const others = all.slice(3);
  const compose = {
    href: '/compose',
    label: t('composeShort'),
    icon: <IconPencilPlus size={22} aria-hidden />,
  };
  return (
    <>
      <div id={sheetId} ref={sheet} popover="auto" className={classes.more}>
        <nav aria-label={t('more')}>
          <ul className={classes.list}>
            {others.map((place) => (
              <li key={place.href}>
                <PlaceLink place={place} onNavigate={() => sheet.current?.hidePopover()} />
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <nav aria-label={t('navigation')} className={classes.bottom}>
        <ul className={classes.bar}>
          {mayCompose && (
            <li>
              <Tab place={compose} primary />
            </li>
          )}
          {shown.map((place) => (
            <li key={place.href}>
              <Tab place={place} />
            </li>
          ))}
          {others.length > 0 && (
            <li>
              <button type="button" className={classes.tab} popoverTarget={sheetId}>
                <IconDots size={22} aria-hidden />
                <span>{t('more')}</span>
              </button>
            </li>
          )}
        </ul>
      </nav>
    </>
  );
}
