import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { AppFrame } from '@/app/_components/frame/app-frame';

/** Patients know the name of their hospital, not of its software. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('open');
  return { title: { template: '%s', default: t('title') } };
}

export default function Layout({ children }: { children: ReactNode }) {
  return <AppFrame forPatients>{children}</AppFrame>;
}
