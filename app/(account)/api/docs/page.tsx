import { Anchor } from '@mantine/core';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { type OpenApiDocument, responseOf } from '@/lib/openapi/document-routes';
import openApi from '@/lib/openapi/openapi.json';
import classes from './docs.module.css';
import { Operation } from './operation';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('programs.api');
  return { title: t('title') };
}

const exampleHeader = 'Authorization: Bearer pli_…';

// Generated as this type; TypeScript reads narrower literals from the file.
const document = openApi as unknown as OpenApiDocument;
const { paths, tags } = document;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** The HTTP API for people: the same document that programs read, without a script. */
export default async function ApiDocsPage() {
  const t = await getTranslations('programs.api');
  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Paper>
        <p className={classes.download}>
          <Anchor href="/api/openapi.json">{t('download')}</Anchor>
        </p>
        <h2 className={classes.chapter}>{t('signIn')}</h2>
        <p>{t('signInText')}</p>
        <pre className={classes.code} lang="en">
          <code>{exampleHeader}</code>
        </pre>
        <h2 className={classes.chapter}>{t('errors')}</h2>
        <p>{t('errorsText')}</p>
        <h2 className={classes.chapter}>{t('contents')}</h2>
        <nav aria-label={t('contents')} className={classes.contents}>
          {tags.map(({ name }) => (
            <Anchor key={name} href={`#${name}`}>
              {name}
            </Anchor>
          ))}
        </nav>
        {tags.map(({ name }) => (
          <section key={name} id={name} aria-labelledby={`${name}-title`}>
            <h2 className={classes.chapter} id={`${name}-title`} lang="en">
              {name}
            </h2>
            {operations
              .filter(({ operation }) => operation.tags.includes(name))
              .map((one) => (
                <Operation
                  key={one.operation.operationId}
                  resolve={(response) => responseOf(document, response)}
                  {...one}
                />
              ))}
          </section>
        ))}
      </Paper>
    </div>
  );
}
