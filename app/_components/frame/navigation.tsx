'use client';

import { IconDots, IconPencilPlus } from '@tabler/icons-react';
import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useRef } from 'react';
import classes from './frame.module.css';
import { useUnread } from './use-unread';

/** One place to go. `icon` is drawn by the server. */
export type Place = {
  href: string;
  label: string;
  icon: ReactNode;
  /** What is unread there; 1,000 where it is more. */
  unread?: number;
  /** What is put away there; 1,000 where it is more. */
  waiting?: number;
  /** Its count is kept up to date while the page is shown. */
  live?: boolean;
  /** How deep it lies in a tree; 1 at the top. */
  depth?: number;
  /** Not the page for what lies below its path. */
  exact?: boolean;
  /** Stands in the bar of a phone; where no place says so, the first three do. */
  tab?: boolean;
};
/** Places under a heading; the first group has none. */
export type PlaceGroup = { heading: string | null; places: readonly Place[] };

function useIsCurrent() {
  const pathname = usePathname();
  // A received envelope is read under the path of its link; for whoever has an inbox it belongs there.
  const here = pathname.startsWith('/e/') ? '/inbox' : pathname;
  return ({ href, exact = false }: Pick<Place, 'href' | 'exact'>) =>
    here === href || (!exact && here.startsWith(`${href}/`));
}

/** A line that grows along the link while its page is fetched; only seen when that takes a moment. */
function OnItsWay() {
  const { pending } = useLinkStatus();
  return pending ? <span className={classes.pending} aria-hidden /> : null;
}

function Count({ place: { unread: made = 0, waiting = 0, live = false } }: { place: Place }) {
  const t = useTranslations('common');
  const now = useUnread(made);
  const unread = live ? now : made;
  const count = unread + waiting;
  if (count === 0) return null;
  return (
    <span className={classes.unread} data-quiet={unread === 0 || undefined}>
      <span aria-hidden>{count < 1_000 ? count : '999+'}</span>
      <span className="visually-hidden">{t(unread > 0 ? 'unread' : 'waiting', { count })}</span>
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
      style={place.depth ? { paddingInlineStart: 12 + (place.depth - 1) * 16 } : undefined}
      aria-current={isCurrent(place) ? 'page' : undefined}
      {...(onNavigate ? { onClick: onNavigate } : {})}
    >
      {place.icon}
      <span className={classes.label}>{place.label}</span>
      <Count place={place} />
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
      aria-current={isCurrent(place) ? 'page' : undefined}
      data-primary={primary || undefined}
    >
      {place.icon}
      <span>{place.label}</span>
      <Count place={place} />
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
  const tabs = all.filter(({ tab }) => tab);
  const shown = tabs.length > 0 ? tabs : all.slice(0, 3);
  const others = all.filter((place) => !shown.includes(place));
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
