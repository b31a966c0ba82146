import { useTranslations } from 'next-intl';
import type { MarkName } from '@/lib/envelope-format/manifest-2';

/** What a sender marked a letter with, in words and in one line; empty for most letters. */
export function useMarkWords(marks: readonly MarkName[]): string {
  const t = useTranslations('letter.marks');
  return marks.map((mark) => t(`${mark}.word`)).join(' · ');
}
