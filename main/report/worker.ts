/** The report thread: its own read-only connection, so that no report holds up a payment. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';
import { openReader } from '../store/driver.ts';
import { profileAt } from '../store/profile.ts';
import { verifyProfile } from '../store/verify.ts';
import type { ReportAnswer, ReportCall, ReportGround, ReportOutput, ReportRequest } from './protocol.ts';
import type { ReportReader } from './reports.ts';
import { openReportReader } from './reports.ts';

const { database, driver, migrations } = workerData as ReportGround;
let reader: ReportReader | null = null;

function reports(): ReportReader {
  reader ??= openReportReader(openReader(database, driver));
  return reader;
}

async function answer(request: ReportRequest): Promise<Result<ReportOutput<ReportCall>>> {
  switch (request.call) {
    case 'build':
      return reports().build(request.input.query, request.input.asOf, request.input.build);
    case 'rows':
      return reports().rows(request.input.key, request.input.offset, request.input.limit);
    case 'byIds':
      return reports().byIds(request.input.ids);
    case 'csv':
      return reports().csv(request.input.key, request.input.path, request.input.notes);
    case 'verify':
      return verifyProfile({
        profile: profileAt(request.input.folder),
        driver,
        migrations,
        printed: null,
        signatures: 'every',
        heard: () => undefined,
      });
  }
}

parentPort?.on('message', (request: ReportRequest) => {
  void answer(request)
    .catch((error: unknown) =>
      refuse('internalError', { message: error instanceof Error ? error.message : String(error) }),
    )
    .then((result) => parentPort?.postMessage({ id: request.id, ...result } satisfies ReportAnswer));
});
