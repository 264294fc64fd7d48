/** One payment: facts, story, requests about it. */
import { PaymentId } from '../../../contract/primitives.ts';
import { useAsked } from './call.ts';
import { Note, Title, Waiting } from './parts.tsx';
import { RequestTable } from './Queue.tsx';
import { PaymentFacts, StoryLines } from './Story.tsx';

function Known({ id }: { readonly id: PaymentId }) {
  const asked = useAsked('payment', { id });
  const payment = asked.value;
  if (!payment) return <Waiting asked={asked} />;
  return (
    <>
      <div className="columns">
        <PaymentFacts payment={payment} />
        <StoryLines payment={payment} />
      </div>
      {payment.requests.length > 0 && (
        <>
          <h2>Обращения</h2>
          <RequestTable rows={payment.requests} ended={false} />
        </>
      )}
    </>
  );
}

export function PaymentScreen({ id }: { readonly id: string }) {
  const read = PaymentId.safeParse(id);
  return (
    <>
      <Title>Платёж</Title>
      {read.success ? <Known id={read.data} /> : <Note tone="bad">Такого платежа нет.</Note>}
    </>
  );
}
