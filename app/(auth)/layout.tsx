import type { ReactNode } from 'react';
import { AppFrame } from '@/app/_components/frame/app-frame';

export default function Layout({ children }: { children: ReactNode }) {
  return <AppFrame>{children}</AppFrame>;
}
