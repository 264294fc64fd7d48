/** An error as it goes into the log: what failed and where, without the values that it failed over. */
export function errorStory(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}${code}${told(error)}`, ...frames].join('\n');
}

/** Schemas and parsers quote what they were given, maybe a client's number: of them only the place is told. */
function told(error: Error): string {
  if (error instanceof SyntaxError) return '';
  if (!('issues' in error)) return `: ${error.message}`;
  const paths = (error.issues as readonly { readonly path: readonly PropertyKey[] }[]).map(({ path }) =>
    path.map(String).join('.'),
  );
  return `: ${paths.join(', ')}`;
}
