/** The ways from a list to a payment and to the corrections that fit it there. */
import type { ReactNode } from 'react';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import type { DeskDoubted } from '../../../contract/desk.ts';
import { adjustmentNames } from '../../../core/adjustment.ts';

type Props = {
  readonly payment: string;
  readonly kinds: readonly AdjustmentKind[];
  /** What is open already: then one goes there first. */
  readonly open: DeskDoubted['open'];
  /** What the way to the payment itself is called. */
  readonly children: ReactNode;
};

export const CorrectionLinks = ({ payment, kinds, open, children }: Props) => (
  <div className="row ways">
    <a className="way" href={`#/payment/${payment}`}>
      {children}
    </a>
    {open ? (
      <a className="way" href={`#/request/${open.id}`}>
        Открыто обращение «{adjustmentNames[open.kind]}»
      </a>
    ) : (
      kinds.map((kind) => (
        <a key={kind} className="way" href={`#/payment/${payment}/${kind}`}>
          {adjustmentNames[kind]}
        </a>
      ))
    )}
  </div>
);
