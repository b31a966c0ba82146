import {
  IconFile,
  IconFileMusic,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconMovie,
  IconPhoto,
} from '@tabler/icons-react';

const iconByExtension: Readonly<Record<string, typeof IconFile>> = {
  pdf: IconFileTypePdf,
  ...Object.fromEntries(
    ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'tif', 'tiff', 'bmp', 'dcm'].map((e) => [e, IconPhoto]),
  ),
  ...Object.fromEntries(['mp4', 'mov', 'avi', 'mkv', 'webm'].map((e) => [e, IconMovie])),
  ...Object.fromEntries(['mp3', 'wav', 'm4a', 'ogg', 'flac'].map((e) => [e, IconFileMusic])),
  ...Object.fromEntries(['zip', '7z', 'rar', 'gz', 'tar'].map((e) => [e, IconFileZip])),
  ...Object.fromEntries(['xls', 'xlsx', 'ods', 'csv'].map((e) => [e, IconFileSpreadsheet])),
  ...Object.fromEntries(['doc', 'docx', 'odt', 'rtf', 'txt', 'md'].map((e) => [e, IconFileText])),
};

/** A decorative icon by the extension of a name: what a file claims, never what it is. */
export function FileIcon({ name }: { name: string }) {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  const Icon =
    (Object.hasOwn(iconByExtension, extension) ? iconByExtension[extension] : undefined) ?? IconFile;
  return (
    <Icon size={26} stroke={1.5} aria-hidden style={{ flex: 'none', color: 'var(--mantine-color-dimmed)' }} />
  );
}
