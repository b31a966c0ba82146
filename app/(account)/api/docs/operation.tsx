import { useTranslations } from 'next-intl';
import { Scroller } from '@/app/_components/show/scroller';
import type { OpenApiOperation, OpenApiResponse } from '@/lib/openapi/document-routes';
import classes from './docs.module.css';
import { schemaLines } from './schema-lines';

/** One request, its answers and its refusals. `resolve` knows what stands behind a reference to a response. */
export function Operation(props: {
  path: string;
  method: string;
  operation: OpenApiOperation;
  resolve: (response: OpenApiResponse) => OpenApiResponse;
}) {
  const t = useTranslations('programs.api');
  const { path, method, operation, resolve } = props;
  const { operationId, summary, security, parameters = [], requestBody, responses } = operation;
  const name = `${method.toUpperCase()} ${path}`;
  const answers = Object.entries(responses).filter(([status]) => !/^[45]/.test(status));
  const refusals = Object.entries(responses)
    .filter(([status]) => /^4\d\d$/.test(status))
    .map(([status, response]) => `${status}  ${resolve(response).description?.replaceAll('`', '') ?? ''}`);
  return (
    <article className={classes.operation} id={operationId}>
      <h3>
        <span className={classes.method} data-method={method}>
          {method.toUpperCase()}
        </span>{' '}
        <code>{path}</code>
      </h3>
      {summary !== '' && <p lang="en">{summary}</p>}
      <p className={classes.facts}>{t('needs', { who: needs(security, t('anyone'), t('session')) })}</p>
      {parameters.length > 0 && (
        <Shape
          title={t('parameters')}
          of={name}
          lines={parameters.map(
            ({ name: parameter, in: place, required, schema }) =>
              `${parameter}${required ? '' : '?'} (${place}): ${schemaLines(schema).join('\n')}`,
          )}
        />
      )}
      {requestBody && (
        <Shape
          title={t('body')}
          of={name}
          lines={Object.entries(requestBody.content).flatMap(([type, { schema }]) => [
            type,
            ...schemaLines(schema),
          ])}
        />
      )}
      {answers.map(([status, { content }]) => (
        <Shape
          key={status}
          title={t('answer', { status })}
          of={name}
          lines={
            content === undefined
              ? [t('empty')]
              : Object.entries(content).flatMap(([type, { schema }]) => [type, ...schemaLines(schema)])
          }
        />
      ))}
      <Shape title={t('refusals')} of={name} lines={refusals} />
    </article>
  );
}

function needs(security: OpenApiOperation['security'], anyone: string, session: string): string {
  return security
    .map((one) => one.accessToken?.join(' ') ?? ('session' in one ? session : anyone))
    .join(' · ');
}

/** `of`: the request, so that each region of a long page has a name of its own. */
function Shape({ title, of, lines }: { title: string; of: string; lines: string[] }) {
  return (
    <details className={classes.shape}>
      <summary>{title}</summary>
      <Scroller className={classes.code} label={`${title} · ${of}`}>
        <pre lang="en">
          <code>{lines.join('\n')}</code>
        </pre>
      </Scroller>
    </details>
  );
}
