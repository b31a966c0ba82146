'use client';

import { useEffect, useState } from 'react';
import { filesOfTransfer } from '@/lib/browser/compose/dropped-files';
import type { Incoming } from '@/lib/browser/compose/incoming-files';

type OnFiles = (incoming: Incoming) => void;

/** Files dropped or pasted anywhere on the page. Answers whether files are being dragged over it. */
export function useFileDrop(enabled: boolean, onFiles: OnFiles): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    if (!enabled) return;
    const holdsFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') ?? false;
    const take = (transfer: DataTransfer) => void filesOfTransfer(transfer).then(onFiles);
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setDragging(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const onDrop = (event: DragEvent) => {
      setDragging(false);
      if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      take(event.dataTransfer);
    };
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData } = event;
      // A word processor puts a picture of the text beside the text: then the text is meant.
      if (!clipboardData || !holdsFiles(clipboardData) || clipboardData.types.includes('text/plain')) return;
      event.preventDefault();
      take(clipboardData);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop, true);
    window.addEventListener('paste', onPaste, true);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop, true);
      window.removeEventListener('paste', onPaste, true);
    };
  }, [enabled, onFiles]);
  return dragging;
}
