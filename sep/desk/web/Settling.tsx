/** What lists of things to settle share: open or settled ones, and the cell in which a senior writes how one ended. */
import { SegmentedControl } from '@mantine/core';
import type { DeskInput } from '../../../contract/desk.ts';
import { Closing } from './Closing.tsx';
import { call } from './call.ts';
import { isSenior, Title, useAround } from './parts.tsx';
import { moment, personText } from './words.ts';

type TitleProps = {
  readonly children: string;
  readonly settled: boolean;
  readonly onSettled: (settled: boolean) => void;
  /** What settled ones are called. */
  readonly ended: string;
};

export const SettlingTitle = ({ children, settled, onSettled, ended }: TitleProps) => (
  <Title
    beside={
      <SegmentedControl
        value={settled ? 'settled' : 'open'}
        onChange={(value) => onSettled(value === 'settled')}
        data={[
          { value: 'open', label: 'Открытые' },
          { value: 'settled', label: ended },
        ]}
      />
    }
  >
    {children}
  </Title>
);

type CellProps = {
  readonly row: {
    readonly id: number;
    readonly settledAt: number | null;
    readonly settledBy?: string | null;
    readonly reason?: string | null;
  };
  /** What the button says. */
  readonly name: string;
  readonly settle: 'settle-contradiction' | 'settle-discrepancy' | 'settle-set-aside';
  readonly onDone: () => void;
};

export function SettleCell({ row, name, settle, onDone }: CellProps) {
  const { person } = useAround();
  if (row.settledAt !== null)
    return (
      <>
        {row.reason}
        <div className="soft small">
          {[moment(row.settledAt), personText(row.settledBy ?? null)]
            .filter((word) => word !== '')
            .join(', ')}
        </div>
      </>
    );
  if (!isSenior(person)) return null;
  const close = (reason: string) =>
    call(settle, { id: row.id, reason } satisfies DeskInput<'settle-discrepancy'>);
  return <Closing name={name} close={close} onDone={onDone} />;
}
