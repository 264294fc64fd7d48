/** «ОтчетПлат» at the door: everything is read off the main thread; here it is only asked, copied, saved, printed. */
import { ok, refuse } from '../../contract/failure.ts';
import type { CashierId } from '../../contract/primitives.ts';
import type { Report } from '../../contract/report.ts';
import { paymentReportDocument } from '../../core/documents/paymentReport.ts';
import { staleParts } from '../../core/reportParts.ts';
import { reportTable } from '../../core/reportTable.ts';
import type { Handlers } from '../door/door.ts';
import type { Till } from './context.ts';
import { afterPrinting, catalogueOf, paperHead, tradePointOf } from './context.ts';
import { printerReady } from './printing.ts';

type ReportCalls = Pick<
  Handlers,
  'report.build' | 'report.rows' | 'report.copy' | 'report.csv' | 'report.print'
>;

export function reportCalls(till: Till): ReportCalls {
  const { session, reports, desktop } = till;
  /** The thread that reads the report knows nothing of the others' freshness. */
  const parts = () => [...(till.sync.view()?.parts ?? [])];
  /** The report that the window shows each cashier, whoever built theirs meanwhile: printed as it stands there. */
  const shown = new Map<CashierId, Report>();
  return {
    'report.build': async (query) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const report = await reports.build(query, till.store.now());
      if (!report.ok) return report;
      const built = { ...report.value, parts: parts() };
      shown.set(cashier.value.id, built);
      return ok(built);
    },

    'report.rows': async ({ key, offset, limit }) => {
      const cashier = session.require('work');
      return cashier.ok ? reports.rows(key, offset, limit) : cashier;
    },

    'report.copy': async ({ paymentIds }) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const rows = await reports.byIds(paymentIds);
      if (!rows.ok) return rows;
      await desktop.copy(
        reportTable(rows.value, {
          catalogue: catalogueOf(till),
          zone: tradePointOf(till).zone,
          enrolled: till.sync.sync() !== null,
        }),
      );
      return ok({ copied: rows.value.length });
    },

    'report.csv': async (key) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const { from, to } = key.query;
      const path = await desktop.chooseFileToSave(`Отчет по платежам ${from}–${to}.csv`);
      if (path === null) return ok(null);
      const notes = staleParts(parts(), key.asOf, tradePointOf(till).zone);
      const written = await reports.csv(key, path, notes);
      return written.ok ? ok({ path, count: written.value.count }) : written;
    },

    'report.print': async (key) => {
      const cashier = session.require('work');
      if (!cashier.ok) return cashier;
      const report = shown.get(cashier.value.id);
      if (report?.key.build !== key.build) return refuse('reportOutdated');
      const ready = await printerReady(till);
      if (!ready.ok) return ready;
      const document = paymentReportDocument(report, catalogueOf(till), paperHead(till, cashier.value.name));
      const outcome = await till.devices.printer.print(document);
      return afterPrinting(till, outcome.kind === 'printed' ? null : outcome.failure);
    },
  };
}
