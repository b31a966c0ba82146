'use client';

import { FailedPage } from './_components/frame/failed-page';

/** Anything a page throws ends here; the words of the error itself stay in the log. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <main id="content">
      <FailedPage digest={error.digest} retry={retry} />
    </main>
  );
}
